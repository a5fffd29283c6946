import type { Attachment } from 'svelte/attachments';

const TYPING = 'input, textarea, select, [contenteditable]';

/** Whether a key press belongs to the page rather than to a field, the browser, or an open dialogue. */
export function isPageKey(event: KeyboardEvent): boolean {
	if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return false;
	return !(event.target instanceof Element && event.target.closest(TYPING));
}

/** The place to move to among `count` rows; from nowhere, `j` goes to the first and `k` to the last. */
export function nextRow(key: string, current: number, count: number): number | null {
	if (count === 0 || (key !== 'j' && key !== 'k')) return null;
	if (current < 0) return key === 'j' ? 0 : count - 1;
	return Math.min(count - 1, Math.max(0, current + (key === 'j' ? 1 : -1)));
}

/** `j` and `k` move the focus over the links marked `data-row`; `Enter` follows one as ever, `Esc` lets go. */
export const listKeys: Attachment<HTMLElement> = (list) => {
	function onKeyDown(event: KeyboardEvent): void {
		if (!isPageKey(event)) return;
		const rows = [...list.querySelectorAll<HTMLElement>('[data-row]')];
		const current = rows.findIndex((row) => row === document.activeElement);
		if (event.key === 'Escape' && current >= 0) rows[current]?.blur();
		const next = nextRow(event.key, current, rows.length);
		if (next === null) return;
		event.preventDefault();
		rows[next]?.focus();
		rows[next]?.scrollIntoView({ block: 'nearest' });
	}
	document.addEventListener('keydown', onKeyDown);
	return () => document.removeEventListener('keydown', onKeyDown);
};
