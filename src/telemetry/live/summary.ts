import { SpanStatusCode, type HrTime } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { ATTR_HTTP_RESPONSE_STATUS_CODE, ATTR_HTTP_ROUTE } from '@opentelemetry/semantic-conventions';
import { serviceOf } from './snapshot';
import { compareTimes, nanos } from './time';
import type { HeldTrace } from './traces';
import type { LiveTraceSummary } from './types';

/** One line for a trace: told by its root, or by the oldest span where the root is not in this process. */
export function summarise(traceId: string, { spans, open }: HeldTrace): LiveTraceSummary {
	const all = [...spans.values()];
	const root = all.find((span) => span.parentSpanContext === undefined) ?? all[0];
	const status = root?.attributes[ATTR_HTTP_RESPONSE_STATUS_CODE];
	const route = root?.attributes[ATTR_HTTP_ROUTE];
	return {
		traceId,
		name: root?.name ?? '',
		service: root === undefined ? '' : serviceOf(root),
		startTimeUnixNano: extreme(all, (span) => span.startTime, -1),
		endTimeUnixNano: open > 0 ? null : extreme(all, (span) => span.endTime, 1),
		spanCount: all.length,
		openCount: open,
		errorCount: all.filter((span) => span.status.code === SpanStatusCode.ERROR).length,
		statusCode: typeof status === 'number' ? status : null,
		route: typeof route === 'string' ? route : null,
	};
}

function extreme(spans: ReadableSpan[], time: (span: ReadableSpan) => HrTime, sign: 1 | -1): string {
	let found: HrTime | undefined;
	for (const span of spans) {
		const candidate = time(span);
		if (found === undefined || sign * compareTimes(candidate, found) > 0) found = candidate;
	}
	return nanos(found ?? [0, 0]);
}
