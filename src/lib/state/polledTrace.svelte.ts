import { latestMs, ServerClock } from '$trace/now';
import type { LogLine, TraceSpan } from '$trace/wire';
import { frames } from './frames.svelte';

export interface TraceSnapshot {
	spans: TraceSpan[];
	logs: LogLine[];
	/** The server's time when it took the snapshot, in milliseconds since the Unix epoch. */
	serverNowMs: number;
}

/** A trace that is asked for again and again while spans of it are open. */
export class PolledTrace {
	#latest: TraceSnapshot;
	readonly #clock = new ServerClock();
	/** Until it is asked for at all, nothing grows: without scripts, and for one that has ended. */
	watched = $state(false);

	constructor(first: TraceSnapshot) {
		this.#latest = $state.raw(first);
		this.#clock.heard(first.serverNowMs, Date.now());
	}

	get spans(): TraceSpan[] {
		return this.#latest.spans;
	}

	get logs(): LogLine[] {
		return this.#latest.logs;
	}

	get open(): boolean {
		return this.spans.some((span) => span.endTimeUnixNano === null);
	}

	get growing(): boolean {
		return this.open && this.watched;
	}

	get nowMs(): number {
		if (!this.open) return latestMs(this.spans, this.logs);
		return this.watched ? this.#clock.at(frames.now) : this.#latest.serverNowMs;
	}

	take(next: TraceSnapshot): void {
		this.#latest = next;
		this.#clock.heard(next.serverNowMs, Date.now());
	}
}
