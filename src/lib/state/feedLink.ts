import type { Run } from '$server/checks/model';
import type { FeedFrame } from '$trace/feed';
import { readFrame } from './feedFrames';

/** What a WebSocket and an EventSource have in common; a fake in tests. */
export interface FeedConnection {
	addEventListener(name: 'message' | 'error' | 'close', listener: (event: { data?: unknown }) => void): void;
	close(): void;
}

export type Transport = 'websocket' | 'sse';

export interface FeedLinkOptions {
	/** @param cursor where to go on; empty to begin anew */
	open(transport: Transport, cursor: string): FeedConnection;
	/** What is tried first; the other is tried at once where nothing comes by that. */
	prefers: Transport;
	/** Goes on behind this; empty to begin anew. */
	cursor?: string;
	/** Calls back once after so many milliseconds; returns the way out. */
	after(ms: number, callback: () => void): () => void;
	/** The first frame has come by this way; before that nothing is sure, whatever a proxy answers. */
	connected(transport: Transport): void;
	/** A listener that throws counts as a lost link. */
	heard(frame: FeedFrame<Run>): void;
	/** @param retryInMs when it is tried again */
	lost(retryInMs: number): void;
}

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 15_000;
/** Whoever takes a WebSocket and never tells anything, as some proxies do, is not waited for any longer. */
const MOST_CONNECTING_MS = 5_000;

/**
 * Keeps the live feed open, and goes on behind the last frame after the link was lost. The pauses are known (1 s,
 * doubling to 15 s), so that the page can say them.
 */
export class FeedLink {
	readonly #options: FeedLinkOptions;
	#connection: FeedConnection | undefined;
	#transport: Transport;
	#cursor: string;
	#isOpen = false;
	#triedOther = false;
	#failures = 0;
	#closed = false;
	#cancel = () => {};

	constructor(options: FeedLinkOptions) {
		this.#options = options;
		this.#transport = options.prefers;
		this.#cursor = options.cursor ?? '';
		this.tryNow();
	}

	/** Connects at once, unless it is connected or over. */
	tryNow(): void {
		if (this.#closed || this.#connection !== undefined) return;
		this.#connect();
	}

	/** For what the connection itself does not notice, such as a device without a network. */
	drop(): void {
		if (this.#connection) this.#lost(this.#connection);
	}

	/** Begins anew: what was missed is too much to go on. */
	restart(): void {
		this.#cursor = '';
		if (this.#connection === undefined) return;
		this.#connection.close();
		this.#connect();
	}

	close(): void {
		this.#closed = true;
		this.#cancel();
		this.#connection?.close();
		this.#connection = undefined;
	}

	#connect(): void {
		const { open, after } = this.#options;
		this.#cancel();
		const connection = open(this.#transport, this.#cursor);
		this.#connection = connection;
		this.#isOpen = false;
		this.#cancel = after(MOST_CONNECTING_MS, () => this.#lost(connection));
		connection.addEventListener('message', ({ data }) => this.#heard(connection, data));
		connection.addEventListener('error', () => this.#lost(connection));
		connection.addEventListener('close', () => this.#lost(connection));
	}

	#opened(): void {
		this.#cancel();
		this.#isOpen = true;
		this.#triedOther = false;
		this.#failures = 0;
		this.#options.connected(this.#transport);
	}

	#heard(connection: FeedConnection, data: unknown): void {
		if (connection !== this.#connection) return;
		try {
			const frame = readFrame(data);
			if (!this.#isOpen) this.#opened();
			if ('cursor' in frame) this.#cursor = frame.cursor;
			// The server closes behind it: no link is lost by that.
			if (frame.type === 'end') this.close();
			this.#options.heard(frame);
			// Without waiting for the close: a stream would be opened again by the browser itself.
			if (frame.type === 'access.end') this.#lost(connection);
		} catch (error) {
			reportError(error);
			this.#lost(connection);
		}
	}

	#lost(connection: FeedConnection): void {
		if (this.#closed || connection !== this.#connection) return;
		this.#cancel();
		connection.close();
		this.#connection = undefined;
		const tryOther = !this.#isOpen && !this.#triedOther;
		this.#triedOther = tryOther;
		if (!this.#isOpen) this.#transport = this.#transport === 'websocket' ? 'sse' : 'websocket';
		if (tryOther) return this.#connect();
		const pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.#failures++);
		this.#cancel = this.#options.after(pauseMs, () => this.tryNow());
		this.#options.lost(pauseMs);
	}
}
