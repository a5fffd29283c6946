import type { Findings } from '$trace/findings';
import { matches, matchesButServices, passesAny, type TraceFilter } from '$trace/traceFilter';
import type { TraceSummary } from '$trace/wire';
import { findingsOfTraces } from './traceFindings';

/**
 * The traces that a filter lets through, in the order in which they come. Only where it asks for what summaries do
 * not tell, other services than the root's and repeated queries, are traces looked through, each once.
 */
export async function selectTraces(
	traces: readonly TraceSummary[],
	filter: TraceFilter,
	nowMs: number,
): Promise<TraceSummary[]> {
	if (!filter.repeatsOnly && filter.service.length === 0)
		return traces.filter((trace) => matches(trace, filter, nowMs));
	const likely = traces.filter((trace) => matchesButServices(trace, filter, nowMs));
	const findings = await findingsOfTraces(likely);
	return likely.filter((trace) => passes(trace, findings.get(trace.traceId), filter));
}

function passes(trace: TraceSummary, findings: Findings | undefined, filter: TraceFilter): boolean {
	if (filter.repeatsOnly && !findings?.repeat) return false;
	return passesAny(findings?.services ?? [trace.service], filter.service);
}
