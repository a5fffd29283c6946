import type { Span } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { RecordingSpan } from './recordingSpan';

/**
 * When a span began, as `performance.now()` says it: who measures what the span is of need not ask the clock once more.
 * Of a span of somebody else's, or with a time that was given, it is now.
 */
export function startMsOf(span: Span | ReadableSpan | undefined): number {
	return (span instanceof RecordingSpan ? span.startMs() : undefined) ?? performance.now();
}

/** How many milliseconds an ended span took; of one that is open, or somebody else's, how long ago `startMs` is. */
export function elapsedMs(span: Span | undefined, startMs: number): number {
	return ((span instanceof RecordingSpan ? span.endMs() : undefined) ?? performance.now()) - startMs;
}

/** How many milliseconds an ended span took. */
export function durationMs(span: ReadableSpan): number {
	if (span instanceof RecordingSpan) {
		const startMs = span.startMs();
		const endMs = span.endMs();
		if (startMs !== undefined && endMs !== undefined) return endMs - startMs;
	}
	const [seconds, nanos] = span.duration;
	return seconds * 1e3 + nanos / 1e6;
}
