import type { Tracer } from '@opentelemetry/api';
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
	AlwaysOnSampler,
	TracerProvider as OfficialTracerProvider,
	type ReadableSpan,
	type SpanProcessor,
} from '@opentelemetry/sdk-trace';
import { encodeTraces } from '../../../src/telemetry/otlp/encode';
import { encodeEnded, type EndedSpan } from '../../../src/telemetry/otlp/endedSpan';
import { TracerProvider } from '../../../src/telemetry/tracing/provider';

/** As many as a batch processor sends at once. */
const BATCH = 512;

export interface Maker {
	readonly tracer: Tracer;
	/** Encodes what is left; tells how many bytes the requests of this round have had. */
	readonly encoded: () => number;
}

const PARTS = {
	resource: resourceFromAttributes({ 'service.name': 'bench' }),
	sampler: new AlwaysOnSampler(),
};

/** By the name under which a result tells of them. */
export const MAKERS: ReadonlyMap<string, () => Maker> = new Map([
	['official', makeOfficial],
	['glasshouse', makeOurs],
]);

/** The SDK's tracer and span, and its serializer of OTLP in protobuf. */
function makeOfficial(): Maker {
	const batches = new Batches<ReadableSpan>(
		(spans) => ProtobufTraceSerializer.serializeRequest([...spans])?.length ?? 0,
	);
	const spanProcessors = [processor((span) => batches.add(span))];
	const provider = new OfficialTracerProvider({ ...PARTS, spanProcessors });
	return { tracer: provider.getTracer('bench'), encoded: () => batches.take() };
}

/** A span is encoded when it ends; a request is joined from that. */
function makeOurs(): Maker {
	const batches = new Batches<EndedSpan>((spans) => encodeTraces(spans, 'http/protobuf').length);
	const spanProcessors = [processor((span) => batches.add(encodeEnded(span)))];
	const provider = new TracerProvider({ ...PARTS, spanProcessors });
	return { tracer: provider.getTracer('bench'), encoded: () => batches.take() };
}

/** Collects what ended spans have become, and makes a request of every batch. */
class Batches<T> {
	private items: T[] = [];
	private bytes = 0;

	constructor(private readonly encode: (items: readonly T[]) => number) {}

	add(item: T): void {
		if (this.items.push(item) === BATCH) this.flush();
	}

	take(): number {
		if (this.items.length > 0) this.flush();
		const { bytes } = this;
		this.bytes = 0;
		return bytes;
	}

	private flush(): void {
		this.bytes += this.encode(this.items);
		this.items = [];
	}
}

function processor(onEnd: (span: ReadableSpan) => void): SpanProcessor {
	return {
		onStart: () => undefined,
		onEnd,
		forceFlush: () => Promise.resolve(),
		shutdown: () => Promise.resolve(),
	};
}
