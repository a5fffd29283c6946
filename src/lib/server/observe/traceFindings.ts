import { setImmediate } from 'node:timers/promises';
import { getTelemetry } from '$telemetry/handle';
import { findingsOf, type Findings } from '$trace/findings';
import { msSinceOrigin } from '$trace/time';
import { buildTree } from '$trace/tree';
import type { TraceSpan, TraceSummary } from '$trace/wire';
import { perProcess } from '../process/perProcess';
import { keptSpans } from './keptTraces';
import { Recent } from './recent';
import { MOST_LISTED } from './traceList';

/** As many as a list can tell, and those that a page has just left. */
const MOST_HELD = 2000;
/** So long at a stretch the process does nothing else. */
const SLICE_MS = 10;

/** Of traces at rest, by id and number of spans. */
const held = perProcess('traceFindings', () => new Recent<string, Findings>(MOST_HELD));

/**
 * What stands out in each of some traces, by trace id. A trace at rest is looked through once; one with open spans
 * every time, up to now. What is neither live nor kept any more is left out.
 */
export async function findingsOfTraces(traces: readonly TraceSummary[]): Promise<Map<string, Findings>> {
	const found = new Map<string, Findings>();
	const unknown = traces.filter((trace) => {
		const findings = trace.openCount === 0 ? held.get(keyOf(trace)) : undefined;
		if (findings !== undefined) found.set(trace.traceId, findings);
		return findings === undefined;
	});
	const spansOf = await spansOfTraces(unknown);
	let pauseAt = performance.now() + SLICE_MS;
	for (const trace of unknown) {
		const findings = look(spansOf(trace.traceId));
		if (findings !== null) found.set(trace.traceId, findings);
		if (findings !== null && trace.openCount === 0) held.set(keyOf(trace), findings);
		if (performance.now() < pauseAt) continue;
		await setImmediate();
		pauseAt = performance.now() + SLICE_MS;
	}
	return found;
}

/** Live spans are copied when they are asked for, one trace at a time; kept ones are read in one go. */
async function spansOfTraces(traces: readonly TraceSummary[]): Promise<(traceId: string) => TraceSpan[]> {
	const live = getTelemetry()?.live;
	if (traces.length === 0) return () => [];
	const isLive = new Set(live?.traces(MOST_LISTED).map(({ traceId }) => traceId));
	const kept = await keptSpans(traces.map(({ traceId }) => traceId).filter((id) => !isLive.has(id)));
	return (traceId) => kept.get(traceId) ?? live?.trace(traceId) ?? [];
}

function look(spans: readonly TraceSpan[]): Findings | null {
	if (spans.length === 0) return null;
	const tree = buildTree(spans);
	return findingsOf(tree, msSinceOrigin(tree.originNano, Date.now()));
}

function keyOf({ traceId, spanCount }: Pick<TraceSummary, 'traceId' | 'spanCount'>): string {
	return `${traceId} ${spanCount}`;
}
