import { trace } from '@opentelemetry/api';
import type { RequestEvent } from '@sveltejs/kit';
import { getTelemetry } from '$telemetry/handle';
import { isPageTraffic, isWithin, readTraceFilter, withoutRanges } from '$trace/traceFilter';
import { readOrder, sortTraces } from '$trace/traceOrder';
import { traceTimes } from '$trace/traceTimes';
import { isSlow, usualDurations } from '$trace/usualDuration';
import type { TraceSummary } from '$trace/wire';
import { heatMap } from '../../charts/heatMap';
import { slowBand } from '../../charts/slowBand';
import { chooseTraceRange } from '../../charts/traceRanges';
import { findingsOfTraces } from '../observe/traceFindings';
import { selectTraces } from '../observe/selectTraces';
import { MOST_LISTED } from '../observe/traceList';
import { config } from '../config';
import { procedures } from '../rpc/client';
import { linksOfTrace } from '../traceLinks';
import { traceSuggestions } from './traceSuggestions';

const ON_A_PAGE = 50;
/** Of so many recent runs, the traces are told what was checked. */
const NAMED_RUNS = 200;
const SHORTEST_HEAT_MS = 5 * 60_000;

export type TracesPage = Awaited<ReturnType<typeof readTracesPage>>;
export type TraceRow = TracesPage['rows'][number];
export type TracePage = Awaited<ReturnType<typeof readTracePage>>;

/** The recent traces that a query lets through, a page of them, and how long all of them took. */
export async function readTracesPage(event: Pick<RequestEvent, 'locals'>, query: URLSearchParams) {
	const ask = procedures(event);
	const [listed, recent] = await Promise.all([
		ask.traces.list({ limit: MOST_LISTED }),
		ask.runs.list({ limit: NAMED_RUNS }),
	]);
	const nowMs = Date.now();
	const filter = readTraceFilter(query);
	const order = readOrder(query.get('sort'));
	const held = heldIn(listed, chooseTraceRange(query.get('range')).ms, filter.page, nowMs);
	const around = await selectTraces(held.traces, withoutRanges(filter), nowMs);
	const found = around.filter((summary) => isWithin(summary, filter, nowMs));
	const partCount = Math.max(1, Math.ceil(found.length / ON_A_PAGE));
	const part = Math.min(partCount, Math.max(1, Math.trunc(Number(query.get('part'))) || 1));
	const shown = sortTraces(found, order, nowMs).slice((part - 1) * ON_A_PAGE, part * ON_A_PAGE);
	const heat = heatOf(around, heatFrom(held, nowMs), nowMs);
	return {
		rows: await toRows(shown, listed, nowMs),
		checkNames: namesOf(recent, shown),
		order,
		part,
		partCount,
		foundCount: found.length,
		failedCount: found.filter(({ errorCount }) => errorCount > 0).length,
		openCount: found.filter(({ openCount }) => openCount > 0).length,
		heldCount: held.traces.length,
		/** What pages fetch for themselves: counted nowhere else, unless the filter asks for it. */
		leftOut: held.leftOut,
		/** Of those held, so many are from before what is in memory: kept with their runs. */
		keptCount: held.keptCount,
		/** How far back everything is held that is held in memory, in milliseconds. */
		reachMs: held.reachMs,
		heat,
		band: slowBand(heat),
		suggestions: traceSuggestions(held.traces),
		/** Whether there will ever be any. */
		recording: getTelemetry()?.enabled ?? false,
		/** When this was read, in milliseconds since the Unix epoch. */
		serverNowMs: nowMs,
	};
}

/** One trace, whole. @throws AppError NOT_FOUND */
export async function readTracePage(event: Pick<RequestEvent, 'locals'>, traceId: string) {
	const { spans, logs } = await procedures(event).traces.get({ traceId });
	const traceLinks = linksOfTrace(config().traceLinks, traceId);
	return { traceId, spans, logs, traceLinks, serverNowMs: Date.now() };
}

/** What began in a range or is open. The request that asks is not told of itself: it would always be open. */
function heldIn(listed: readonly TraceSummary[], rangeMs: number, page: boolean, nowMs: number) {
	const own = trace.getActiveSpan()?.spanContext().traceId;
	const startOf = (summary: TraceSummary) => traceTimes(summary, nowMs).startMs;
	const inRange = listed.filter(
		(summary) => summary.traceId !== own && (summary.openCount > 0 || startOf(summary) >= nowMs - rangeMs),
	);
	const traces = page ? inRange : inRange.filter((summary) => !isPageTraffic(summary));
	const oldest = getTelemetry()?.live.traces(MOST_LISTED).at(-1);
	const liveFromMs = oldest ? startOf({ ...oldest, runId: null }) : nowMs;
	const kept = traces.filter((summary) => startOf(summary) < liveFromMs);
	return {
		traces,
		rangeMs,
		leftOut: inRange.length - traces.length,
		keptCount: kept.length,
		reachMs: nowMs - liveFromMs,
		oldestMs: traces.reduce((least, summary) => Math.min(least, startOf(summary)), nowMs),
	};
}

async function toRows(shown: readonly TraceSummary[], listed: readonly TraceSummary[], nowMs: number) {
	const [findings, usual] = [await findingsOfTraces(shown), usualDurations(listed)];
	return shown.map((summary) => {
		const usualMs = usual.get(summary.name);
		const slow = summary.openCount === 0 && isSlow(traceTimes(summary, nowMs).tookMs, usualMs);
		return {
			trace: summary,
			findings: findings.get(summary.traceId) ?? null,
			/** What its name usually takes, where it took far longer; in milliseconds. */
			usualMs: slow ? (usualMs ?? null) : null,
		};
	});
}

/** As far back as anything is held; a few minutes at least, for who has only just started. */
function heatFrom({ rangeMs, oldestMs }: { rangeMs: number; oldestMs: number }, nowMs: number): number {
	const lost = getTelemetry()?.live.dropped().traces ?? 0;
	const latest = lost > 0 ? nowMs : nowMs - SHORTEST_HEAT_MS;
	return Math.max(nowMs - rangeMs, Math.min(oldestMs, latest));
}

function heatOf(traces: readonly TraceSummary[], fromMs: number, nowMs: number) {
	const ended = traces.filter(({ openCount }) => openCount === 0);
	const points = ended.map((summary) => {
		return { ...traceTimes(summary, nowMs), failed: summary.errorCount > 0 };
	});
	return heatMap(points, fromMs, nowMs);
}

function namesOf(runs: readonly { id: string; checkName: string }[], shown: readonly TraceSummary[]) {
	const wanted = new Set(shown.map(({ runId }) => runId));
	const named = runs.filter(({ id }) => wanted.has(id)).map(({ id, checkName }) => [id, checkName]);
	return Object.fromEntries(named) as Record<string, string>;
}
