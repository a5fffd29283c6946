import { setOf } from '$trace/sets';
import { stepThrough } from '$trace/search';

/** A search inside one trace: what is sought, what was found, and whether only that is shown. */
export class TraceSearch {
	text = $state('');
	/** Shows only what was found, and what is above it. */
	filtering = $state(false);
	readonly #find: () => (text: string) => string[];

	constructor(find: () => (text: string) => string[]) {
		this.#find = find;
	}

	readonly active = $derived(this.text.trim() !== '');
	/** Span ids, in the order of the tree. */
	readonly found: string[] = $derived.by(() => this.#find()(this.text));
	readonly foundIds = $derived(setOf(this.found));
	readonly only: ReadonlySet<string> | null = $derived(
		this.active && this.filtering && this.found.length > 0 ? this.foundIds : null,
	);

	/** Which of the matches a span is, from 1; `null` where it is none. */
	placeOf(spanId: string | null): number | null {
		const at = spanId === null ? -1 : this.found.indexOf(spanId);
		return at < 0 ? null : at + 1;
	}

	step(by: 1 | -1, fromId: string | null, order: ReadonlyMap<string, number>): string | null {
		return stepThrough(this.found, by, fromId, order);
	}

	clear(): void {
		this.text = '';
		this.filtering = false;
	}
}
