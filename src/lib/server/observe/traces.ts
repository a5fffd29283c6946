import { getTelemetry } from '$telemetry/handle';
import type { LogLine, Trace, TraceSummary } from '$trace/wire';
import { database } from '../database/connection';
import { AppError } from '../errors';
import { newestParts, partOwner, readParts, type TracePart } from '../sessions/traceParts';
import { closeLostSpans, isLeftBehind } from './lostSpans';
import { mergeTrace } from './mergeTrace';
import { summariseTrace } from './summariseTrace';

/** Kept traces are unpacked for the list: so many at most. */
const MOST_KEPT = 50;

/**
 * All that is known of a trace: live in this process, and kept with its run by this and other processes.
 * @param traceId 32 lower-case hex digits
 * @throws AppError NOT_FOUND where nothing is known of it
 */
export async function getTrace(traceId: string): Promise<Trace> {
	const trace = mergeTrace(traceId, [liveTrace(traceId), ...(await readParts(traceId)).map(asSource)]);
	if (trace.spans.length === 0 && trace.logs.length === 0) {
		throw new AppError('NOT_FOUND', `No trace ${traceId} is live in this process or kept with a run`);
	}
	return trace;
}

/** The newest traces first: the live ones of this process, then those that are kept with runs. */
export async function listTraces(limit: number): Promise<TraceSummary[]> {
	const live = getTelemetry()?.live.traces(limit) ?? [];
	const runIds = await runsOfTraces(live.map(({ traceId }) => traceId));
	const found: TraceSummary[] = live.map((summary) => ({
		...summary,
		runId: runIds.get(summary.traceId) ?? null,
	}));
	const kept = found.length < limit ? await keptSummaries(Math.min(MOST_KEPT, limit)) : [];
	const seen = new Set(found.map(({ traceId }) => traceId));
	return [...found, ...kept.filter(({ traceId }) => !seen.has(traceId))].slice(0, limit);
}

/** What this process knows of a trace now. */
export function liveTrace(traceId: string): Trace {
	const live = getTelemetry()?.live;
	return { traceId, spans: live?.trace(traceId) ?? [], logs: live?.logs(traceId) ?? [] };
}

/** A kept part as a source for `mergeTrace`: with what its process lost, and a line that says what was cut. */
export function asSource(part: TracePart): Trace {
	const spans = isLeftBehind(part, partOwner(), Date.now()) ? closeLostSpans(part) : part.spans;
	return { traceId: part.traceId, spans, logs: [...part.logs, ...cutNote(part)] };
}

function cutNote({ cut, traceId, updatedAt, instanceId }: TracePart): LogLine[] {
	if (cut.spans + cut.logs === 0) return [];
	return [
		{
			timeUnixNano: `${updatedAt.getTime()}000000`,
			level: 'warn',
			message: `${cut.spans} spans and ${cut.logs} log lines were over the limit and are not kept`,
			traceId,
			spanId: null,
			attributes: { 'glasshouse.instance': instanceId },
		},
	];
}

async function keptSummaries(limit: number): Promise<TraceSummary[]> {
	const byTrace = Map.groupBy(await newestParts(limit), (part) => part.traceId);
	const summaries = [...byTrace].map(([traceId, parts]) => {
		return summariseTrace(mergeTrace(traceId, parts.map(asSource)), parts[0]?.runId ?? null);
	});
	return summaries.filter((summary) => summary !== null).sort(newestFirst);
}

function newestFirst(a: TraceSummary, b: TraceSummary): number {
	return Number(BigInt(b.startTimeUnixNano) - BigInt(a.startTimeUnixNano));
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
