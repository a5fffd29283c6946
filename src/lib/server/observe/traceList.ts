import { getTelemetry } from '$telemetry/handle';
import type { LiveTraceSummary } from '$telemetry/live/types';
import type { TraceSummary } from '$trace/wire';
import { database } from '../database/connection';
import { perProcess } from '../process/perProcess';
import { keptSummaries, MOST_KEPT } from './keptTraces';
import { compareNano } from './mergeTrace';
import { Recent } from './recent';

/** What the live store holds at most, and what is unpacked of what is kept. */
export const MOST_LISTED = 1000 + MOST_KEPT;

/** The newest traces first: the live ones of this process, and those that are kept with runs. */
export async function listTraces(limit: number): Promise<TraceSummary[]> {
	const live = await withRuns(getTelemetry()?.live.traces(limit) ?? []);
	const kept = live.length < limit ? await keptSummaries(Math.min(MOST_KEPT, limit)) : [];
	const seen = new Set(live.map(({ traceId }) => traceId));
	const all = [...live, ...kept.filter(({ traceId }) => !seen.has(traceId))];
	return all.sort((a, b) => compareNano(b.ownStartTimeUnixNano, a.ownStartTimeUnixNano)).slice(0, limit);
}

interface Known {
	spanCount: number;
	runId: string | null;
}

/** The runs of traces at rest. */
const known = perProcess('runsOfTraces', () => new Recent<string, Known>(2 * MOST_LISTED));

/** A run is written down before the first span of its trace has ended, so one at rest keeps what was found. */
async function withRuns(traces: readonly LiveTraceSummary[]): Promise<TraceSummary[]> {
	const isKnown = ({ traceId, spanCount }: LiveTraceSummary) => known.get(traceId)?.spanCount === spanCount;
	const asked = traces.filter((trace) => !isKnown(trace));
	const found = await runsOfTraces(asked.map(({ traceId }) => traceId));
	const summaries = traces.map((trace) => {
		const runId = found.get(trace.traceId) ?? known.get(trace.traceId)?.runId ?? null;
		return { ...trace, runId };
	});
	for (const { traceId, spanCount, openCount, runId } of summaries) {
		if (openCount === 0) known.set(traceId, { spanCount, runId });
	}
	return summaries;
}

async function runsOfTraces(traceIds: string[]): Promise<Map<string, string>> {
	if (traceIds.length === 0) return new Map();
	const rows = await database()
		.selectFrom('runs')
		.select(['id', 'trace_id'])
		.where('trace_id', 'in', traceIds)
		.execute();
	return new Map(rows.map(({ id, trace_id }) => [trace_id, id]));
}
