import { trace, type Context, type HrTime, type SpanContext } from '@opentelemetry/api';
import type { Span, SpanProcessor } from '@opentelemetry/sdk-trace';
import { newAnchor, timeOfDay } from '../tracing/clock';

/** What SDK 3.1 keeps in a span to tell its time. A test fails where an upgrade renames them. */
interface SdkClock {
	startTime: HrTime;
	_performanceStartTime: number;
	_startTimeProvided: boolean;
}

/**
 * Gives all spans of a trace in this process one monotonic clock. The SDK takes start times from the whole
 * milliseconds of `Date.now()`, so children would begin, and end, up to a millisecond outside their parents.
 * A span whose start was given is put on the same clock, so that its end is as exact.
 */
export class OneClock implements SpanProcessor {
	/** By the span's own context object: a span may be handed on in the disguise of another. */
	private readonly anchors = new WeakMap<SpanContext, number>();

	onStart(span: Span, parentContext: Context): void {
		if (!tellsTime(span)) return;
		const anchorMs = this.anchorOf(parentContext);
		this.anchors.set(span.spanContext(), anchorMs);
		if (span._startTimeProvided) {
			span._performanceStartTime = span.startTime[0] * 1e3 - anchorMs + span.startTime[1] / 1e6;
			span._startTimeProvided = false;
		} else {
			span.startTime = timeOfDay(anchorMs, span._performanceStartTime);
		}
	}

	onEnd(): void {}

	forceFlush(): Promise<void> {
		return Promise.resolve();
	}

	shutdown(): Promise<void> {
		return Promise.resolve();
	}

	private anchorOf(parentContext: Context): number {
		const parent = trace.getSpanContext(parentContext);
		return (parent && this.anchors.get(parent)) ?? newAnchor();
	}
}

function tellsTime(span: object): span is Span & SdkClock {
	return '_performanceStartTime' in span && '_startTimeProvided' in span;
}
