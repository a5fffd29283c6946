import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { EndedSpan } from '../otlp/endedSpan';

/** Where spans go that are to be exported. */
export interface SpanSink {
	/**
	 * Takes a span over, at once; what there is no room for, or cannot be encoded, is counted. Its trace need not be
	 * sampled. Must not throw.
	 */
	add(span: ReadableSpan | EndedSpan): void;
	/** Counts a span that cannot be sent, because it could not be encoded. */
	unencodable(): void;
	/** Resolves when all that was handed over is exported, on disk, or counted as dropped. Never rejects. */
	forceFlush(): Promise<void>;
	/** Flushes, and takes nothing more. Never rejects; safe to call twice. */
	shutdown(): Promise<void>;
}

/** A sink that leaves it to who asks it to count what cannot be encoded. */
export interface EncodingSink extends SpanSink {
	/** @throws where it is not encoded yet, and cannot be */
	add(span: ReadableSpan | EndedSpan): void;
}
