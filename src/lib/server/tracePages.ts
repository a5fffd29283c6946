import type { RequestEvent } from '@sveltejs/kit';
import { isUnrouted, matches, type TraceFilter } from '$trace/traceFilter';
import { procedures } from './rpc/client';

/** So many of the newest traces are looked through, and so many shown. */
const LOOKED_THROUGH = 500;
const SHOWN = 100;

export type TracesPage = Awaited<ReturnType<typeof readTracesPage>>;
export type TracePage = Awaited<ReturnType<typeof readTracePage>>;

/** The recent traces that a filter lets through, newest first. */
export async function readTracesPage(event: Pick<RequestEvent, 'locals'>, filter: TraceFilter) {
	const held = await procedures(event).traces.list({ limit: LOOKED_THROUGH });
	const found = held.filter((trace) => matches(trace, filter));
	const leftOut = filter.unrouted ? 0 : held.filter(isUnrouted).length;
	return {
		traces: found.slice(0, SHOWN),
		foundCount: found.length,
		heldCount: held.length - leftOut,
		/** Requests that no route answered: in neither count, unless the filter asks for them. */
		leftOut,
		/** When this was read, in milliseconds since the Unix epoch. */
		serverNowMs: Date.now(),
	};
}

/** One trace, whole. @throws AppError NOT_FOUND */
export async function readTracePage(event: Pick<RequestEvent, 'locals'>, traceId: string) {
	const { spans, logs } = await procedures(event).traces.get({ traceId });
	return { traceId, spans, logs, serverNowMs: Date.now() };
}
