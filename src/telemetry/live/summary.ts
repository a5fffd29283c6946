import { SpanStatusCode, type HrTime } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { readEnded, type EndedSpan } from '../otlp/endedSpan';
import { Glance } from '../otlp/protobuf/readSpan';
import { ATTR_HTTP_RESPONSE_STATUS_CODE, ATTR_HTTP_ROUTE } from '../semconv';
import { serviceOf } from './snapshot';
import { compareTimes, nanos } from './time';
import type { HeldTrace } from './traces';
import type { LiveTraceSummary } from './types';

/** What is to be known of each span; the root, or who stands for it, is then read whole. */
interface Facts extends Pick<Glance, 'isRoot' | 'startTime' | 'endTime' | 'hasFailed'> {
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
	const root = (all.find(({ isRoot }) => isRoot) ?? oldest(all))?.read();
	const status = root?.attributes[ATTR_HTTP_RESPONSE_STATUS_CODE];
	const route = root?.attributes[ATTR_HTTP_ROUTE];
	return {
		traceId,
		name: root?.name ?? '',
		service: root === undefined ? '' : serviceOf(root),
		startTimeUnixNano: nanos(oldest(all)?.startTime ?? [0, 0]),
		endTimeUnixNano: open.length > 0 ? null : nanos(lastEnd(all)),
		spanCount,
		openCount: open.length,
		errorCount: all.filter(({ hasFailed }) => hasFailed).length,
		statusCode: typeof status === 'number' ? status : null,
		route: typeof route === 'string' ? route : null,
	};
}

function factsOfOpen(span: ReadableSpan): Facts {
	const { parentSpanContext, startTime, endTime, status } = span;
	const hasFailed = status.code === SpanStatusCode.ERROR;
	return { isRoot: parentSpanContext === undefined, startTime, endTime, hasFailed, read: () => span };
}

function factsOfEnded(span: EndedSpan): Facts {
	return Object.assign(new Glance(span.bytes), { read: () => readEnded(span) });
}

function oldest([first, ...others]: readonly Facts[]): Facts | undefined {
	return others.reduce(
		(found, one) => (found === undefined || compareTimes(one.startTime, found.startTime) < 0 ? one : found),
		first,
	);
}

function lastEnd(all: readonly Facts[]): HrTime {
	return all.reduce<HrTime>(
		(last, { endTime }) => (compareTimes(endTime, last) > 0 ? endTime : last),
		[0, 0],
	);
}
