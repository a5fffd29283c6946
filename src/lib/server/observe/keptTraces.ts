import type { TraceSpan, TraceSummary } from '$trace/wire';
import { perProcess } from '../process/perProcess';
import { newestHeads, readPartsOf, type PartHead, type TracePart } from '../sessions/traceParts';
import { mergeTrace } from './mergeTrace';
import { summariseTrace } from './summariseTrace';
import { Recent } from './recent';
import { asSource } from './traces';

/** Kept traces are unpacked for the list: so many at most. */
export const MOST_KEPT = 200;

interface Known {
	/** Which version of its parts was read. */
	version: string;
	summary: TraceSummary;
}

/** Of those at rest: what is kept is unpacked once. */
const known = perProcess('keptSummaries', () => new Recent<string, Known>(2 * MOST_KEPT));

/** The traces that are kept with the newest runs, in no order. */
export async function keptSummaries(limit: number): Promise<TraceSummary[]> {
	const versions = versionsOf(await newestHeads(limit));
	const held = [...versions].map(([traceId, version]) => ({ traceId, version, entry: known.get(traceId) }));
	const isKnown = ({ version, entry }: (typeof held)[number]) => entry?.version === version;
	const read = await unpackedSummaries(held.filter((one) => !isKnown(one)).map(({ traceId }) => traceId));
	for (const summary of read.filter(({ openCount }) => openCount === 0)) {
		known.set(summary.traceId, { version: versions.get(summary.traceId) ?? '', summary });
	}
	return [...read, ...held.filter(isKnown).flatMap(({ entry }) => entry?.summary ?? [])];
}

/** The spans of kept traces, by trace id. */
export async function keptSpans(traceIds: readonly string[]): Promise<Map<string, TraceSpan[]>> {
	const byTrace = Map.groupBy(await readPartsOf(traceIds), (part) => part.traceId);
	return new Map([...byTrace].map(([traceId, parts]) => [traceId, merged(traceId, parts).spans]));
}

async function unpackedSummaries(traceIds: readonly string[]): Promise<TraceSummary[]> {
	const byTrace = Map.groupBy(await readPartsOf(traceIds), (part) => part.traceId);
	const summaries = [...byTrace].map(([traceId, parts]) =>
		summariseTrace(merged(traceId, parts), parts[0]?.runId ?? null),
	);
	return summaries.filter((summary) => summary !== null);
}

function merged(traceId: string, parts: readonly TracePart[]) {
	return mergeTrace(traceId, parts.map(asSource));
}

function versionsOf(heads: readonly PartHead[]): Map<string, string> {
	const byTrace = Map.groupBy(heads, ({ traceId }) => traceId);
	const version = (parts: readonly PartHead[]) => parts.map(({ updatedAt }) => updatedAt.getTime()).sort();
	return new Map([...byTrace].map(([traceId, parts]) => [traceId, version(parts).join(' ')]));
}
