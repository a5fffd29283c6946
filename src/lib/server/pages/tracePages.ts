import { trace } from '@opentelemetry/api';
import type { RequestEvent } from '@sveltejs/kit';
import { getTelemetry } from '$telemetry/handle';
import { isPageTraffic, matches, type TraceFilter } from '$trace/traceFilter';
import { procedures } from '../rpc/client';

/** So many of the newest traces are looked through, and so many shown. */
const LOOKED_THROUGH = 500;
const SHOWN = 100;
/** Of so many recent runs, the traces are told what was checked. */
const NAMED_RUNS = 200;

export type TracesPage = Awaited<ReturnType<typeof readTracesPage>>;
export type TracePage = Awaited<ReturnType<typeof readTracePage>>;

/** The recent traces that a filter lets through, newest first. */
export async function readTracesPage(event: Pick<RequestEvent, 'locals'>, filter: TraceFilter) {
	const { traces, runs } = procedures(event);
	const [known, recent] = await Promise.all([
		traces.list({ limit: LOOKED_THROUGH }),
		runs.list({ limit: NAMED_RUNS }),
	]);
	// The request that asks is not told of itself: it would always be open.
	const own = trace.getActiveSpan()?.spanContext().traceId;
	const held = known.filter(({ traceId }) => traceId !== own);
	const found = held.filter((summary) => matches(summary, filter));
	const leftOut = filter.page ? 0 : held.filter(isPageTraffic).length;
	return {
		traces: found.slice(0, SHOWN),
		checkNames: Object.fromEntries(recent.map(({ id, checkName }) => [id, checkName])),
		foundCount: found.length,
		heldCount: held.length - leftOut,
		/** What pages fetch for themselves: in neither count, unless the filter asks for it. */
		leftOut,
		/** Whether there will ever be any. */
		recording: getTelemetry()?.enabled ?? false,
		/** When this was read, in milliseconds since the Unix epoch. */
		serverNowMs: Date.now(),
	};
}

/** One trace, whole. @throws AppError NOT_FOUND */
export async function readTracePage(event: Pick<RequestEvent, 'locals'>, traceId: string) {
	const { spans, logs } = await procedures(event).traces.get({ traceId });
	return { traceId, spans, logs, serverNowMs: Date.now() };
}
