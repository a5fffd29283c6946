import { epochMs, parseNano } from './time';
import type { LogLine, TraceSpan } from './wire';

/**
 * What the server's clock says, seen from here. Whatever the server tells at one moment lies in its past when it
 * arrives, so the largest lead ever seen is the best estimate; it errs by the shortest way from there to here.
 */
export class ServerClock {
	#leadMs = Number.NEGATIVE_INFINITY;

	/** @param serverMs a moment that has passed on the server @param localMs the time here when that was heard */
	heard(serverMs: number, localMs: number): void {
		this.#leadMs = Math.max(this.#leadMs, serverMs - localMs);
	}

	/** The server's time at a time here, both in milliseconds since the Unix epoch. */
	at(localMs: number): number {
		return Number.isFinite(this.#leadMs) ? localMs + this.#leadMs : localMs;
	}
}

/** The latest moment that spans and log lines tell of, in milliseconds since the Unix epoch; 0 where there are none. */
export function latestMs(spans: readonly TraceSpan[], logs: readonly LogLine[]): number {
	let latest = 0n;
	const see = (text: string | null) => {
		const nano = text === null ? 0n : parseNano(text);
		if (nano > latest) latest = nano;
	};
	for (const span of spans) {
		see(span.startTimeUnixNano);
		see(span.endTimeUnixNano);
		for (const event of span.events) see(event.timeUnixNano);
	}
	for (const line of logs) see(line.timeUnixNano);
	return epochMs(latest);
}
