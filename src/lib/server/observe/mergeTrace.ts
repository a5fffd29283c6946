import type { LogLine, Trace, TraceSpan } from '$trace/wire';

/**
 * One trace out of what several sources know of it. A span known twice counts once: one that has ended wins over
 * one that is open, and the source named first over the next.
 * @returns spans and log lines in the order of their times
 */
export function mergeTrace(traceId: string, sources: readonly Pick<Trace, 'spans' | 'logs'>[]): Trace {
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
	};
}

function mergeLogs(logs: LogLine[]): LogLine[] {
	const distinct = new Map(logs.map((line) => [`${line.timeUnixNano} ${line.spanId} ${line.message}`, line]));
	return [...distinct.values()].sort((a, b) => compareNano(a.timeUnixNano, b.timeUnixNano));
}

/** Compares decimal nanoseconds, which are too big for numbers. */
export function compareNano(a: string, b: string): number {
	if (a.length !== b.length) return a.length - b.length;
	return a < b ? -1 : a > b ? 1 : 0;
}
