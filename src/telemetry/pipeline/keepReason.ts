import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { SlowThresholds } from '../config';
import { ATTR_HTTP_ROUTE } from '../semconv';
import { durationMs } from '../tracing/spanClock';

export type KeepReason = 'error' | 'slow';

/**
 * Why an ended span makes its whole trace worth keeping.
 * @returns `undefined` where it does not
 */
export function keepReason(span: ReadableSpan, slow: SlowThresholds): KeepReason | undefined {
	if (span.status.code === SpanStatusCode.ERROR) return 'error';
	if (!isLocalRoot(span)) return undefined;
	return durationMs(span) > thresholdMs(span, slow) ? 'slow' : undefined;
}

/** Whether it is the root of its trace in this process: it has no parent, or one in another. */
export function isLocalRoot({ parentSpanContext }: ReadableSpan): boolean {
	return parentSpanContext === undefined || parentSpanContext.isRemote === true;
}

/** For a span that is still open: whether it has lasted too long already. */
export function isOverdue(span: ReadableSpan, slow: SlowThresholds): boolean {
	const [seconds, nanos] = span.startTime;
	return Date.now() - seconds * 1e3 - nanos / 1e6 > thresholdMs(span, slow);
}

/** By `http.route` for what a server answered, by the span's name for everything else, such as a workflow. */
function thresholdMs({ kind, attributes, name }: ReadableSpan, { defaultMs, byRouteMs }: SlowThresholds) {
	const route = kind === SpanKind.SERVER ? attributes[ATTR_HTTP_ROUTE] : undefined;
	const key = typeof route === 'string' ? route : name;
	return Object.hasOwn(byRouteMs, key) ? (byRouteMs[key] ?? defaultMs) : defaultMs;
}
