import type { Found } from '$server/pages/search';

const PAUSE_MS = 150;

/** What is typed into the search box, what was found, and which of it is chosen. */
export class Search {
	#text = $state('');
	found: Found[] = $state.raw([]);
	/** Of the chosen one; -1 while none is. */
	index = $state(-1);
	/** The last search could not be made. */
	failed = $state(false);
	#answered = $state(false);
	#ask: (text: string) => Promise<Found[]>;
	#timer: ReturnType<typeof setTimeout> | undefined;

	constructor(ask: (text: string) => Promise<Found[]>) {
		this.#ask = ask;
	}

	get text(): string {
		return this.#text;
	}

	/** Typing waits for a pause, then asks; an answer to older text is dropped. */
	set text(text: string) {
		this.#text = text;
		this.close();
		if (text.trim() !== '') this.#timer = setTimeout(() => void this.#look(text), PAUSE_MS);
	}

	get open(): boolean {
		return this.found.length > 0;
	}

	/** There is something to say instead of a list. */
	get empty(): boolean {
		return this.#answered && this.found.length === 0;
	}

	get chosen(): Found | undefined {
		return this.found[this.index];
	}

	move(by: 1 | -1): void {
		if (this.open)
			this.index =
				(this.index + by + this.found.length + (this.index < 0 && by < 0 ? 1 : 0)) % this.found.length;
	}

	close(): void {
		clearTimeout(this.#timer);
		this.found = [];
		this.index = -1;
		this.failed = false;
		this.#answered = false;
	}

	async #look(text: string): Promise<void> {
		const outcome = await this.#ask(text).then(
			(found) => ({ found, failed: false }),
			() => ({ found: [], failed: true }),
		);
		if (text !== this.#text) return;
		this.found = outcome.found;
		this.failed = outcome.failed;
		this.#answered = true;
	}
}
