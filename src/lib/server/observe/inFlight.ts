import { trace } from '@opentelemetry/api';
import { getTelemetry } from '$telemetry/handle';
import type { LiveStore, RuntimeSample, UsualDuration } from '$telemetry/live/types';
import {
	endedOperations,
	isFile,
	isOfPage,
	openOperations,
	type EndedOperation,
	type OpenOperation,
} from '$trace/inFlight';
import type { TraceSpan } from '$trace/wire';
import { isLeaked } from './leakWatch';
import { readResources, type Resources } from './pools';
import { checkNames } from './runChecks';

/** Spans are looked at for the list of what has ended, and so many operations of them told. */
const ENDED_SPANS = 60;
const MOST_ENDED = 8;
/** More than anybody reads; the oldest are told. */
const MOST_OPEN = 500;

/** An open operation, with what is known of others like it. */
export interface InFlightOperation extends OpenOperation {
	/** What its run checks. */
	checkName: string | null;
	/** `null` where too few like it have ended lately. */
	usual: UsualDuration | null;
	/** It was reported as one that nobody ends. */
	leaked: boolean;
}

export interface InFlight {
	/** Those open now, the oldest first, what is long by design among them. */
	open: InFlightOperation[];
	/** How many more are open. */
	leftOut: number;
	/** Those that ended within the last minute, the newest first. */
	ended: (EndedOperation & { checkName: string | null })[];
	/** Oldest first. */
	runtime: RuntimeSample[];
	resources: Resources;
}

export interface InFlightQuery {
	/** Also what pages fetch for themselves. */
	page: boolean;
	/** Of the runtime only what came after that moment, in milliseconds since the Unix epoch. */
	runtimeSince: number;
}

/** What this process does at this moment, without the request that asks. */
export async function readInFlight({ page, runtimeSince }: InFlightQuery): Promise<InFlight> {
	const telemetry = getTelemetry();
	const resources = await readResources();
	if (telemetry === undefined) return { open: [], leftOut: 0, ended: [], runtime: [], resources };
	const spans = openSpans(telemetry.live, page);
	const open = openOperations(spans);
	const ended = endedLately(telemetry.live, spans, page);
	const names = await checkNames([...new Set([...open, ...ended].flatMap(({ runId }) => runId ?? []))]);
	const nameOf = (runId: string | null) => (runId === null ? null : (names.get(runId) ?? null));
	const spanOf = new Map(spans.map((span) => [span.spanId, span]));
	return {
		open: open.slice(0, MOST_OPEN).map((operation) => ({
			...operation,
			checkName: nameOf(operation.runId),
			usual: usualOf(telemetry.live, spanOf.get(operation.spanId)),
			leaked: isLeaked(operation.spanId),
		})),
		leftOut: Math.max(0, open.length - MOST_OPEN),
		ended: ended.map((operation) => ({ ...operation, checkName: nameOf(operation.runId) })),
		runtime: telemetry.runtime(runtimeSince),
		resources,
	};
}

/** How many operations are open that somebody may wait for. */
export function countOpenOperations(): number {
	const live = getTelemetry()?.live;
	if (live === undefined) return 0;
	return openOperations(openSpans(live, false)).filter(({ longByDesign }) => longByDesign === null).length;
}

/** Without the trace of the request that asks; a page's own requests are left out with all below them. */
function openSpans(live: LiveStore, page: boolean): TraceSpan[] {
	const asking = trace.getActiveSpan()?.spanContext().traceId;
	const open = live.openSpans().filter(({ traceId }) => traceId !== asking);
	if (page) return open;
	const ofPages = new Set(open.filter(isOfPage).map(({ traceId }) => traceId));
	return open.filter(({ traceId }) => !ofPages.has(traceId));
}

function endedLately(live: LiveStore, open: readonly TraceSpan[], page: boolean): EndedOperation[] {
	const asking = trace.getActiveSpan()?.spanContext().traceId;
	const leaveOut = (span: TraceSpan) =>
		span.traceId === asking || (!page && (isOfPage(span) || isFile(span)));
	const ended = live.ended(ENDED_SPANS, leaveOut);
	const known = new Map([...open, ...ended].map((span) => [span.spanId, span]));
	return endedOperations(ended, known).slice(0, MOST_ENDED);
}

function usualOf(live: LiveStore, span: TraceSpan | undefined): UsualDuration | null {
	return (span && live.usual(span)) ?? null;
}
