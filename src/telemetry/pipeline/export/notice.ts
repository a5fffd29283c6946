const LEAST_MS_BETWEEN = 60_000;

/**
 * Tells people, on stderr, that a signal has stopped getting through, and that it gets through again: one line
 * each, and at most one such pair a minute, however the collector flaps.
 */
export class OutageNotice {
	private toldAtMs = -Infinity;
	private toldOfLossAtMs = -Infinity;
	private told = false;
	private failingSinceMs: number | undefined;
	private droppedBefore = 0;

	/** @param dropped how many items of the signal have been dropped so far */
	constructor(
		private readonly subject: { readonly signal: string; readonly endpoint: string },
		private readonly dropped: () => number,
		private readonly write: (line: string) => void = (line) => void process.stderr.write(line),
		private readonly now: () => number = performance.now.bind(performance),
	) {}

	/** Whether the last attempt failed. */
	get isFailing(): boolean {
		return this.failingSinceMs !== undefined;
	}

	/**
	 * @param reason safe to show
	 * @param consequence what becomes of what is made meanwhile
	 * @param isBlip it may be over at the next attempt: told only where it is not
	 */
	failing(reason: string, consequence: string, isBlip = false): void {
		const isFirst = this.failingSinceMs === undefined;
		if (this.failingSinceMs === undefined) {
			this.failingSinceMs = this.now();
			this.droppedBefore = this.dropped();
		}
		if (isFirst && isBlip) return;
		if (this.told || this.now() - this.toldAtMs < LEAST_MS_BETWEEN) return;
		this.told = true;
		this.toldAtMs = this.now();
		const { signal, endpoint } = this.subject;
		this.write(`[telemetry] ${signal} do not reach ${endpoint}, and are ${consequence}: ${reason}\n`);
	}

	/** Items are lost that were to be kept. */
	losing(reason: string): void {
		if (this.now() - this.toldOfLossAtMs < LEAST_MS_BETWEEN) return;
		this.toldOfLossAtMs = this.now();
		this.write(`[telemetry] ${this.subject.signal} are dropped: ${reason}\n`);
	}

	well(): void {
		const since = this.failingSinceMs;
		this.failingSinceMs = undefined;
		if (!this.told || since === undefined) return;
		this.told = false;
		const { signal, endpoint } = this.subject;
		const seconds = Math.max(1, Math.round((this.now() - since) / 1_000));
		const lost = this.dropped() - this.droppedBefore;
		this.write(
			`[telemetry] ${signal} reach ${endpoint} again after ${seconds} s; ${lost} dropped meanwhile\n`,
		);
	}
}
