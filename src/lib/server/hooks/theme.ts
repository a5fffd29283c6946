export const THEME_COOKIE = 'glasshouse_theme';
export const THEMES = ['light', 'dark', 'system'] as const;
export type Theme = (typeof THEMES)[number];

/** The theme that a cookie or a form names; `system` where it names none. */
export function readTheme(value: unknown): Theme {
	return THEMES.find((known) => known === value) ?? 'system';
}
