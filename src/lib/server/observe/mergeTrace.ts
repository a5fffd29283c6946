import type { SessionEvent } from '$trace/sessionEvent';
import type { LogLine, Trace, TraceSpan } from '$trace/wire';

/** What one source knows of a trace. */
type Source = Pick<Trace, 'spans' | 'logs'> & Partial<Pick<Trace, 'events'>>;

/**
 * One trace out of what several sources know of it. A span known twice counts once: one that has ended wins over
 * one that is open, and the source named first over the next.
 * @returns spans, log lines and session events in the order of their times
 */
export function mergeTrace(traceId: string, sources: readonly Source[]): Trace {
	const spans = new Map<string, TraceSpan>();
	for (const span of sources.flatMap((source) => source.spans)) {
		const known = spans.get(span.spanId);
		if (known === undefined || (known.endTimeUnixNano === null && span.endTimeUnixNano !== null)) {
			spans.set(span.spanId, span);
		}
	}
	return {
		traceId,
		spans: [...spans.values()].sort((a, b) => compareNano(a.startTimeUnixNano, b.startTimeUnixNano)),
		logs: mergeLogs(sources.flatMap((source) => source.logs)),
		events: mergeEvents(sources.flatMap((source) => source.events ?? [])),
	};
}

/** Where a process that was taken for lost has told the end of a session span after all, that one counts. */
function mergeEvents(events: SessionEvent[]): SessionEvent[] {
	const ended = new Set(events.filter((event) => event.phase === 'end' && !isLostEnd(event)).map(spanOf));
	const known = events.filter((event) => !isLostEnd(event) || !ended.has(spanOf(event)));
	const distinct = new Map(known.map((event) => [event.id, event]));
	return [...distinct.values()].sort((a, b) => compareNano(a.timeUnixNano, b.timeUnixNano));
}

function mergeLogs(logs: LogLine[]): LogLine[] {
	const distinct = new Map(logs.map((line) => [`${line.timeUnixNano} ${line.spanId} ${line.message}`, line]));
	return [...distinct.values()].sort((a, b) => compareNano(a.timeUnixNano, b.timeUnixNano));
}

function isLostEnd({ phase, data }: SessionEvent): boolean {
	return phase === 'end' && data.lost === true;
}

function spanOf({ correlationId }: SessionEvent): string | null {
	return correlationId;
}

/** Compares decimal nanoseconds, which are too big for numbers. */
export function compareNano(a: string, b: string): number {
	if (a.length !== b.length) return a.length - b.length;
	return a < b ? -1 : a > b ? 1 : 0;
}
