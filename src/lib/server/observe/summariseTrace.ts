import { BROWSER_SCOPE } from '$trace/kind';
import type { Trace, TraceSpan, TraceSummary } from '$trace/wire';
import { compareNano } from './mergeTrace';

/** A trace in one line. @returns `null` for a trace without spans */
export function summariseTrace(
	{ traceId, spans }: Omit<Trace, 'events'>,
	runId: string | null,
): TraceSummary | null {
	const root = rootOf(spans);
	if (root === undefined) return null;
	const open = spans.filter((span) => span.endTimeUnixNano === null);
	const own = ownOf(spans);
	return {
		traceId,
		name: root.name,
		service: root.service,
		runId,
		startTimeUnixNano: root.startTimeUnixNano,
		endTimeUnixNano: open.length > 0 ? null : latestEnd(spans),
		ownStartTimeUnixNano: (own[0] ?? root).startTimeUnixNano,
		ownEndTimeUnixNano: open.length > 0 ? null : latestEnd(own),
		spanCount: spans.length,
		openCount: open.length,
		errorCount: spans.filter((span) => span.status.code === 'error').length,
		statusCode: numberOr(root.attributes['http.response.status_code']),
		route: textOr(root.attributes['http.route']),
	};
}

/** The span without a parent here; of several, the oldest, as spans come oldest first. */
function rootOf(spans: TraceSpan[]): TraceSpan | undefined {
	const ids = new Set(spans.map((span) => span.spanId));
	return spans.find((span) => span.parentSpanId === null || !ids.has(span.parentSpanId)) ?? spans[0];
}

/** What no page in a browser told of itself; all of it, where there is nothing else. */
function ownOf(spans: TraceSpan[]): TraceSpan[] {
	const own = spans.filter(({ scope }) => scope !== BROWSER_SCOPE);
	return own.length > 0 ? own : spans;
}

function latestEnd(spans: TraceSpan[]): string | null {
	return spans.reduce<string | null>((latest, { endTimeUnixNano: end }) => {
		return end !== null && (latest === null || compareNano(end, latest) > 0) ? end : latest;
	}, null);
}

function numberOr(value: unknown): number | null {
	return typeof value === 'number' ? value : null;
}

function textOr(value: unknown): string | null {
	return typeof value === 'string' ? value : null;
}
