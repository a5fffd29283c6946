import { untrack } from 'svelte';
import type { Attachment } from 'svelte/attachments';
import {
	defaultRangeExtractor,
	elementScroll,
	observeElementOffset,
	observeElementRect,
	Virtualizer,
	type Range,
} from '@tanstack/virtual-core';

/** What a long list says of itself; read again whenever it changes. */
export interface RowsAsked {
	readonly count: number;
	/** Of each row, in pixels. */
	readonly rowHeight: number;
	/** A row that stays in the document though it is out of sight, so that it keeps the focus. */
	readonly pinned?: number | null;
	/** How many are rendered before anything has been measured: on the server, and where no script runs. */
	readonly firstRows?: number;
}

export const FIRST_ROWS = 300;
const OVERSCAN = 12;

/** The rows of a long list that are in the document: those in sight, and a few around them. */
export class VirtualRows {
	readonly #asked: () => RowsAsked;
	readonly #virtualizer;
	#element: HTMLElement | null = null;
	/** Counts what the virtualizer tells: scrolling, and changes of size. */
	#changes = $state(0);

	constructor(asked: () => RowsAsked) {
		this.#asked = asked;
		this.#virtualizer = new Virtualizer<HTMLElement, HTMLElement>(untrack(() => this.#options()));
	}

	/** Places of the rows to render, from 0, in their order. */
	readonly shown: number[] = $derived.by(() => this.#indexes(this.#changes));

	/** The element that scrolls. */
	readonly viewport: Attachment<HTMLElement> = (element) => {
		this.#element = element;
		const unmount = this.#virtualizer._didMount();
		this.#virtualizer._willUpdate();
		return () => {
			this.#element = null;
			unmount();
		};
	};

	/** @param _changes whoever reads them is told again when the virtualizer has changed */
	#indexes(_changes: number): number[] {
		this.#virtualizer.setOptions(this.#options());
		return this.#virtualizer.getVirtualIndexes();
	}

	#options() {
		const { count, rowHeight, pinned, firstRows = FIRST_ROWS } = this.#asked();
		return {
			count,
			overscan: OVERSCAN,
			estimateSize: () => rowHeight,
			// Another height is another key: heights once reckoned are kept by it.
			getItemKey: (index: number) => `${rowHeight} ${index}`,
			getScrollElement: () => this.#element,
			initialRect: { width: 0, height: firstRows * rowHeight },
			rangeExtractor: (range: Range) => withRow(defaultRangeExtractor(range), pinned ?? null, count),
			observeElementRect,
			observeElementOffset,
			scrollToFn: elementScroll,
			onChange: () => this.#changes++,
		};
	}
}

function withRow(rows: number[], row: number | null, count: number): number[] {
	if (row === null || row < 0 || row >= count || rows.includes(row)) return rows;
	return row < (rows[0] ?? 0) ? [row, ...rows] : [...rows, row];
}
