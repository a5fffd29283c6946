export type Theme = 'light' | 'dark' | 'system';

const NEXT: Record<Theme, { theme: Theme; label: string }> = {
	system: { theme: 'light', label: 'Colours follow the device. Change to light' },
	light: { theme: 'dark', label: 'Colours are light. Change to dark' },
	dark: { theme: 'system', label: 'Colours are dark. Follow the device' },
};

/** What the switch of colours does next, and how it says so. */
export function nextTheme(theme: Theme): { theme: Theme; label: string } {
	return NEXT[theme];
}
