import {
	ROOT_CONTEXT,
	SpanStatusCode,
	trace,
	type Span,
	type TracerProvider as ApiTracerProvider,
} from '@opentelemetry/api';
import {
	AlwaysOffSampler,
	createAlwaysRecordSampler,
	TracerProvider as SdkTracerProvider,
	type ReadableSpan,
	type Sampler,
} from '@opentelemetry/sdk-trace';
import { describe, expect, test } from 'bun:test';
import { MemoryLiveStore } from '../live/store';
import { heard } from '../metrics/testing/meters';
import { encodeEnded, EndedSpan, readEnded } from '../otlp/endedSpan';
import { RESOURCE } from '../tracing/testing/collecting';
import { TracerProvider } from '../tracing/provider';
import { KeepWhatMatters } from './keepWhatMatters';
import { createSampler } from './sampler';
import { SpanCounts } from './spanCounts';
import { SpanPipeline } from './spans';
import type { SpanSink } from './spanSink';
import { NOTHING_IS_SLOW } from '../testing/slow';

/** Takes everything, and tells what it was asked. */
class Taking implements SpanSink {
	readonly taken: EndedSpan[] = [];
	readonly asked: string[] = [];
	unencoded = 0;

	add(span: ReadableSpan | EndedSpan): void {
		this.taken.push((span instanceof EndedSpan ? span : encodeEnded(span)).hold());
	}

	unencodable(): void {
		this.unencoded += 1;
	}

	async forceFlush(): Promise<void> {
		this.asked.push('flush');
		await Promise.resolve();
	}

	async shutdown(): Promise<void> {
		this.asked.push('stop');
		await Promise.resolve();
	}

	names(): string[] {
		return this.taken.map((span) => readEnded(span).name);
	}
}

const SAMPLED = createSampler({ sampler: 'always_on', samplerRatio: 1 });
const RECORDED = createAlwaysRecordSampler(new AlwaysOffSampler());

type Make = (sampler: Sampler, pipeline: SpanPipeline) => ApiTracerProvider;
const TRACERS: [string, Make][] = [
	['our own', (sampler, one) => new TracerProvider({ resource: RESOURCE, sampler, spanProcessors: [one] })],
	["the SDK's", (sampler, one) => new SdkTracerProvider({ sampler, spanProcessors: [one] })],
];

describe.each(TRACERS)('the way of spans of %s tracer', (_, make) => {
	function setUp({ sampler = SAMPLED, keeps = false, live = new MemoryLiveStore() } = {}) {
		const sink = new Taking();
		const keep = keeps
			? new KeepWhatMatters({ slow: NOTHING_IS_SLOW, samplerBufferSpans: 100, export: sink })
			: null;
		const pipeline = new SpanPipeline({
			live,
			counts: new SpanCounts(),
			export: sink,
			keep,
			slow: NOTHING_IS_SLOW,
		});
		const tracer = make(sampler, pipeline).getTracer('tested');
		const start = (name: string, parent?: Span) =>
			tracer.startSpan(name, {}, parent === undefined ? ROOT_CONTEXT : trace.setSpan(ROOT_CONTEXT, parent));
		const shown = (span: Span) => live.trace(span.spanContext().traceId);
		return { sink, pipeline, start, shown };
	}

	test('leads to the live store and to the export, as one and the same bytes', () => {
		const { sink, start, shown } = setUp();
		const span = start('span').setAttribute('a', 1);
		expect(shown(span)).toMatchObject([{ name: 'span', endTimeUnixNano: null }]);
		span.end();
		expect(shown(span)).toMatchObject([{ name: 'span', attributes: { a: 1 } }]);
		expect(sink.taken).toHaveLength(1);
		expect(sink.taken.map((one) => readEnded(one).attributes)).toEqual([{ a: 1 }]);
	});

	test('leads an unsampled one to the live store only', () => {
		const { sink, start, shown } = setUp({ sampler: RECORDED });
		const span = start('span');
		span.end();
		expect(shown(span)).toMatchObject([{ name: 'span' }]);
		expect(sink.taken).toEqual([]);
	});

	test('leaves the choice to who keeps what matters', () => {
		const { sink, start } = setUp({ sampler: RECORDED, keeps: true });
		const root = start('root');
		start('child', root).end();
		expect(sink.names()).toEqual([]);
		root.setStatus({ code: SpanStatusCode.ERROR }).end();
		expect(sink.names()).toEqual(['child', 'root']);
		const sampled = setUp({ keeps: true });
		sampled.start('sampled').end();
		expect(sampled.sink.names()).toEqual(['sampled']);
	});

	const broken = (span: Span) =>
		Object.defineProperty(span, 'events', {
			get: () => {
				throw new Error('no events');
			},
		});

	test('ends for one that cannot be encoded: it is counted, and shown as far as it can be', async () => {
		const { sink, start, shown } = setUp();
		const root = start('root');
		const said = await heard(() => broken(start('broken', root)).end());
		root.end();
		expect(said).toEqual(['Encoding a span failed']);
		expect(sink.unencoded).toBe(1);
		expect(sink.names()).toEqual(['root']);
		expect(shown(root).map(({ name, endTimeUnixNano }) => [name, endTimeUnixNano !== null])).toEqual([
			['root', true],
			['broken', true],
		]);
	});

	test('keeps a trace of which one cannot be encoded', async () => {
		const { sink, start } = setUp({ sampler: RECORDED, keeps: true });
		const root = start('root');
		await heard(() => broken(start('broken', root)).end());
		await heard(() => broken(start('failed', root).setStatus({ code: SpanStatusCode.ERROR })).end());
		root.end();
		expect(sink.names()).toEqual(['root']);
		expect(sink.unencoded).toBe(2);
	});

	test('goes on where the live store fails', async () => {
		const live = new MemoryLiveStore();
		live.spanEnded = () => {
			throw new Error('broken');
		};
		const { sink, start } = setUp({ live });
		const said = await heard(() => start('span').end());
		expect(said).toEqual(['Showing a span failed']);
		expect(sink.names()).toEqual(['span']);
	});

	test('is flushed and stopped as its export is', async () => {
		const { sink, pipeline, start } = setUp({ sampler: RECORDED, keeps: true });
		start('open');
		await pipeline.forceFlush();
		await pipeline.shutdown();
		expect(sink.asked).toEqual(['flush', 'stop']);
		expect(sink.names()).toEqual([]);
	});

	test('needs no export', async () => {
		const live = new MemoryLiveStore();
		const pipeline = new SpanPipeline({
			live,
			counts: new SpanCounts(),
			export: null,
			keep: null,
			slow: NOTHING_IS_SLOW,
		});
		const span = make(SAMPLED, pipeline).getTracer('tested').startSpan('span', {}, ROOT_CONTEXT);
		expect(await heard(() => broken(span).end())).toEqual(['Encoding a span failed']);
		expect(live.trace(span.spanContext().traceId)).toMatchObject([{ name: 'span' }]);
		await pipeline.forceFlush();
		await pipeline.shutdown();
	});
});
