/**
 * The end of a request, whichever comes first: its time, or the caller's wish. Dispose of it when the request is
 * over, lest it hold on to the caller's signal.
 */
export class Deadline {
	readonly #startMs = performance.now();
	#ended: 'expired' | 'cancelled' | undefined;
	readonly #end = Promise.withResolvers<never>();
	readonly #timer: NodeJS.Timeout;
	readonly #cancelled: AbortSignal;

	/** @param limitMs for everything, redirects included */
	constructor(
		readonly limitMs: number,
		cancelled: AbortSignal,
	) {
		this.#cancelled = cancelled;
		// Nobody may be waiting when it ends; that is no unhandled rejection.
		this.#end.promise.catch(() => undefined);
		this.#timer = setTimeout(this.#expire, limitMs);
		cancelled.addEventListener('abort', this.#cancel, { once: true });
		if (cancelled.aborted) this.#cancel();
	}

	get expired(): boolean {
		return this.#ended === 'expired';
	}

	get cancelled(): boolean {
		return this.#ended === 'cancelled';
	}

	get elapsedMs(): number {
		return performance.now() - this.#startMs;
	}

	get remainingMs(): number {
		return Math.max(0, this.limitMs - this.elapsedMs);
	}

	/** Waits for `work`, no longer than until the end. @throws what `work` throws, or the reason of the end */
	async race<T>(work: Promise<T>): Promise<T> {
		return await Promise.race([this.#end.promise, work]);
	}

	[Symbol.dispose](): void {
		clearTimeout(this.#timer);
		this.#cancelled.removeEventListener('abort', this.#cancel);
	}

	readonly #expire = (): void => {
		this.#finish('expired', new Error(`The time limit of ${this.limitMs} ms ran out`));
	};

	readonly #cancel = (): void => {
		this.#finish('cancelled', this.#cancelled.reason);
	};

	#finish(how: 'expired' | 'cancelled', reason: unknown): void {
		this.#ended ??= how;
		this.#end.reject(reason);
	}
}
