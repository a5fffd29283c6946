/** What is used of an EventSource; a fake in tests. */
export interface EventStream {
	addEventListener(name: string, listener: (event: { data?: unknown }) => void): void;
	close(): void;
}

export interface ReconnectingOptions {
	open(): EventStream;
	/** Calls back once after so many milliseconds; returns the way out. */
	after(ms: number, callback: () => void): () => void;
	/** The names of the events that matter. */
	events: readonly string[];
	connected(): void;
	/** @param data the event's text. A listener that throws counts as a lost link. */
	heard(event: string, data: string): void;
	/** @param retryInMs when it is tried again */
	lost(retryInMs: number): void;
}

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 15_000;

/**
 * Keeps a stream of server-sent events open. EventSource reconnects by itself, but tells nobody when; here the pauses
 * are known (1 s, doubling to 15 s), so that the page can say them.
 */
export class Reconnecting {
	readonly #options: ReconnectingOptions;
	#stream: EventStream | undefined;
	#failures = 0;
	#closed = false;
	#cancelRetry = () => {};

	constructor(options: ReconnectingOptions) {
		this.#options = options;
		this.tryNow();
	}

	/** Connects at once, unless it is connected or over. */
	tryNow(): void {
		if (this.#closed || this.#stream !== undefined) return;
		this.#cancelRetry();
		const stream = this.#options.open();
		this.#stream = stream;
		stream.addEventListener('open', () => this.#opened());
		stream.addEventListener('error', () => this.#lost(stream));
		for (const name of this.#options.events) {
			stream.addEventListener(name, ({ data }) => this.#heard(stream, name, data));
		}
	}

	/** For what the stream itself does not notice, such as a device without a network. */
	drop(): void {
		if (this.#stream) this.#lost(this.#stream);
	}

	close(): void {
		this.#closed = true;
		this.#cancelRetry();
		this.#stream?.close();
		this.#stream = undefined;
	}

	#opened(): void {
		this.#failures = 0;
		this.#options.connected();
	}

	#heard(stream: EventStream, name: string, data: unknown): void {
		if (stream !== this.#stream || typeof data !== 'string') return;
		try {
			this.#options.heard(name, data);
		} catch (error) {
			reportError(error);
			this.#lost(stream);
		}
	}

	#lost(stream: EventStream): void {
		if (this.#closed || stream !== this.#stream) return;
		stream.close();
		this.#stream = undefined;
		const pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.#failures++);
		this.#cancelRetry = this.#options.after(pauseMs, () => this.tryNow());
		this.#options.lost(pauseMs);
	}
}
