import type { Tracer } from '@opentelemetry/api';
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
	AlwaysOnSampler,
	TracerProvider as OfficialTracerProvider,
	type ReadableSpan,
	type SpanProcessor,
} from '@opentelemetry/sdk-trace';
import { EncodedSpans } from '../../../src/telemetry/otlp/encodedSpans';
import { giveBack } from '../../../src/telemetry/otlp/protobuf/request';
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
	const batches = new Batches(() => new OfficialBatch());
	const spanProcessors = [processor((span) => batches.add(span))];
	const provider = new OfficialTracerProvider({ ...PARTS, spanProcessors });
	return { tracer: provider.getTracer('bench'), encoded: () => batches.take() };
}

/** A span is written into its request when it ends, as those are that nobody looks at. */
function makeOurs(): Maker {
	const batches = new Batches(() => new OurBatch());
	const spanProcessors = [processor((span) => batches.add(span))];
	const provider = new TracerProvider({ ...PARTS, spanProcessors });
	return { tracer: provider.getTracer('bench'), encoded: () => batches.take() };
}

interface Batch {
	readonly count: number;
	add(span: ReadableSpan): void;
	/** Makes its request. @returns the bytes of it */
	close(): number;
}

class OfficialBatch implements Batch {
	private readonly spans: ReadableSpan[] = [];

	get count(): number {
		return this.spans.length;
	}

	add(span: ReadableSpan): void {
		this.spans.push(span);
	}

	close(): number {
		return ProtobufTraceSerializer.serializeRequest(this.spans)?.length ?? 0;
	}
}

class OurBatch extends EncodedSpans implements Batch {
	close(): number {
		const body = this.request('http/protobuf');
		giveBack(body);
		this.release();
		return body.length;
	}
}

/** Collects ended spans, and makes a request of every batch. */
class Batches {
	private batch: Batch;
	private bytes = 0;

	constructor(private readonly begin: () => Batch) {
		this.batch = begin();
	}

	add(span: ReadableSpan): void {
		this.batch.add(span);
		if (this.batch.count === BATCH) this.flush();
	}

	take(): number {
		if (this.batch.count > 0) this.flush();
		const { bytes } = this;
		this.bytes = 0;
		return bytes;
	}

	private flush(): void {
		this.bytes += this.batch.close();
		this.batch = this.begin();
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
