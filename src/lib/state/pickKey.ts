import type { Attachment } from 'svelte/attachments';
import { isPageKey } from './listKeys';

/** `x` ticks the box of the row whose link has the focus. */
export const pickKey: Attachment<HTMLElement> = (list) => {
	function onKeyDown(event: KeyboardEvent): void {
		if (event.key !== 'x' || !isPageKey(event)) return;
		const row = document.activeElement?.closest('tr');
		const box = row && list.contains(row) ? row.querySelector<HTMLInputElement>('[type="checkbox"]') : null;
		if (box === null) return;
		event.preventDefault();
		box.click();
	}
	document.addEventListener('keydown', onKeyDown);
	return () => document.removeEventListener('keydown', onKeyDown);
};
