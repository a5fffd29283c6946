import { ROOT_CONTEXT, trace, TraceFlags, type Context } from '@opentelemetry/api';
import { TracerProvider } from '@opentelemetry/sdk-trace';
import { expect, test } from 'bun:test';
import { MemoryLiveStore } from '../live/store';
import { named, provider, values } from '../metrics/testing/meters';
import { createSampler } from './sampler';
import { SpanCounts } from './spanCounts';
import { SpanPipeline } from './spans';
import { NOTHING_IS_SLOW } from '../testing/slow';

function setUp() {
	const meters = provider();
	const counts = new SpanCounts().observe(meters.getMeter('tested'));
	const sampler = createSampler({ sampler: 'parentbased_traceidratio', samplerRatio: 0 });
	const pipeline = new SpanPipeline({
		live: new MemoryLiveStore(),
		counts,
		export: null,
		keep: null,
		slow: NOTHING_IS_SLOW,
	});
	const tracer = new TracerProvider({ sampler, spanProcessors: [pipeline] }).getTracer('test');
	return { tracer, reader: meters.reader('cumulative') };
}

function remote(traceFlags: TraceFlags): Context {
	const place = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', isRemote: true };
	return trace.setSpanContext(ROOT_CONTEXT, { ...place, traceFlags });
}

const of = (result: string, origin?: string) =>
	JSON.stringify([
		...(origin === undefined ? [] : [['otel.span.parent.origin', origin]]),
		['otel.span.sampling_result', result],
	]);

test('spans are counted by their parent and by whether they are sampled, and those that are open', async () => {
	const { tracer, reader } = setUp();
	const none = tracer.startSpan('none', {}, ROOT_CONTEXT);
	const left = tracer.startSpan('left out elsewhere', {}, remote(TraceFlags.NONE));
	const sampled = tracer.startSpan('sampled elsewhere', {}, remote(TraceFlags.SAMPLED));
	const local = tracer.startSpan('local', {}, trace.setSpan(ROOT_CONTEXT, sampled));
	local.end();
	const during = await reader.collect();
	const started = {
		[of('RECORD_ONLY', 'none')]: 1,
		[of('RECORD_ONLY', 'remote')]: 1,
		[of('RECORD_AND_SAMPLE', 'remote')]: 1,
		[of('RECORD_AND_SAMPLE', 'local')]: 1,
	};
	expect(values(during, 'otel.sdk.span.started')).toEqual(started);
	const open = { [of('RECORD_ONLY')]: 2, [of('RECORD_AND_SAMPLE')]: 1 };
	expect(values(during, 'otel.sdk.span.live')).toEqual(open);
	for (const span of [none, left, sampled]) span.end();
	const after = await reader.collect();
	expect(values(after, 'otel.sdk.span.started')).toEqual(started);
	const closed = { [of('RECORD_ONLY')]: 0, [of('RECORD_AND_SAMPLE')]: 0 };
	expect(values(after, 'otel.sdk.span.live')).toEqual(closed);
});

test('what is started only grows, and what is live does not', async () => {
	const { tracer, reader } = setUp();
	tracer.startSpan('none', {}, ROOT_CONTEXT).end();
	const collected = await reader.collect();
	expect(named(collected, 'otel.sdk.span.started')).toMatchObject([{ isMonotonic: true }]);
	expect(named(collected, 'otel.sdk.span.live')).toMatchObject([{ isMonotonic: false }]);
});

test('nothing is told of what there was none of', async () => {
	const { reader } = setUp();
	const collected = await reader.collect();
	expect(values(collected, 'otel.sdk.span.started')).toEqual({});
	expect(values(collected, 'otel.sdk.span.live')).toEqual({});
});
