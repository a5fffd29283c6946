import { SpanStatusCode, type Attributes, type HrTime } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { readEnded, type EndedSpan } from '../otlp/endedSpan';
import { Glance } from '../otlp/protobuf/readSpan';
import { isOfAnother } from '../resource';
import { ATTR_HTTP_RESPONSE_STATUS_CODE, ATTR_HTTP_ROUTE } from '../semconv';
import { serviceOf } from './snapshot';
import { compareTimes, nanos } from './time';
import type { HeldTrace } from './traces';
import type { LiveTraceSummary } from './types';

/** What is to be known of each span; the root, or who stands for it, is then read whole. */
interface Facts extends Pick<Glance, 'isRoot' | 'startTime' | 'endTime' | 'hasFailed'> {
	/** It was taken in from another program. */
	isForeign: boolean;
	read(): ReadableSpan;
}

/** Of traces at rest, as they were told last: a list of a thousand is asked for again every few seconds. */
const atRest = new WeakMap<HeldTrace, LiveTraceSummary>();

/**
 * One line for a trace: told by its root, or by the oldest span where the root is not in this process. A trace only
 * ever gains spans, so one at rest with as many as before is the same.
 */
export function summarise(trace: HeldTrace): LiveTraceSummary {
	const known = atRest.get(trace);
	if (known?.spanCount === trace.spanCount && trace.open.length === 0) return { ...known };
	const told = tell(trace);
	if (trace.open.length === 0) atRest.set(trace, { ...told });
	return told;
}

function tell(trace: HeldTrace): LiveTraceSummary {
	const { traceId, open, spanCount } = trace;
	const all = [...open.map(factsOfOpen), ...Array.from(trace.endedSpans(), factsOfEnded)];
	const own = ownOf(all);
	const root = (all.find(({ isRoot }) => isRoot) ?? oldest(all))?.read();
	return {
		traceId,
		name: root?.name ?? '',
		service: root === undefined ? '' : serviceOf(root),
		startTimeUnixNano: firstStart(all),
		endTimeUnixNano: open.length > 0 ? null : lastEnd(all),
		ownStartTimeUnixNano: firstStart(own),
		ownEndTimeUnixNano: open.length > 0 ? null : lastEnd(own),
		spanCount,
		openCount: open.length,
		errorCount: all.filter(({ hasFailed }) => hasFailed).length,
		...answerOf(root?.attributes ?? {}),
	};
}

/** What a request was answered with, and by which route, where the root tells it. */
function answerOf(attributes: Attributes): Pick<LiveTraceSummary, 'statusCode' | 'route'> {
	const { [ATTR_HTTP_RESPONSE_STATUS_CODE]: status, [ATTR_HTTP_ROUTE]: route } = attributes;
	return {
		statusCode: typeof status === 'number' ? status : null,
		route: typeof route === 'string' ? route : null,
	};
}

function factsOfOpen(span: ReadableSpan): Facts {
	const { parentSpanContext, startTime, endTime, status, resource } = span;
	return {
		isRoot: parentSpanContext === undefined,
		startTime,
		endTime,
		hasFailed: status.code === SpanStatusCode.ERROR,
		isForeign: isOfAnother(resource),
		read: () => span,
	};
}

function factsOfEnded(span: EndedSpan): Facts {
	const isForeign = isOfAnother(span.resource);
	return Object.assign(new Glance(span.bytes), { isForeign, read: () => readEnded(span) });
}

function ownOf(all: readonly Facts[]): readonly Facts[] {
	const own = all.filter(({ isForeign }) => !isForeign);
	return own.length > 0 ? own : all;
}

function oldest([first, ...others]: readonly Facts[]): Facts | undefined {
	return others.reduce(
		(found, one) => (found === undefined || compareTimes(one.startTime, found.startTime) < 0 ? one : found),
		first,
	);
}

function firstStart(all: readonly Facts[]): string {
	return nanos(oldest(all)?.startTime ?? [0, 0]);
}

function lastEnd(all: readonly Facts[]): string {
	const latest = all.reduce<HrTime>(
		(last, { endTime }) => (compareTimes(endTime, last) > 0 ? endTime : last),
		[0, 0],
	);
	return nanos(latest);
}
