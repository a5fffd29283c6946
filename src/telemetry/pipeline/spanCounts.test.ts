import { ROOT_CONTEXT, trace, TraceFlags, type Context } from '@opentelemetry/api';
import { TracerProvider } from '@opentelemetry/sdk-trace';
import { expect, test } from 'bun:test';
import { metricSum } from '../testing/metricSum';
import { createSampler } from './sampler';
import { SpanCounts } from './spanCounts';

const sampler = createSampler({ sampler: 'parentbased_traceidratio', samplerRatio: 0 });
const tracer = new TracerProvider({ sampler, spanProcessors: [new SpanCounts()] }).getTracer('test');

function remote(traceFlags: TraceFlags): Context {
	const place = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', isRemote: true };
	return trace.setSpanContext(ROOT_CONTEXT, { ...place, traceFlags });
}

const started = (origin: string, result: string) =>
	metricSum('otel.sdk.span.started', {
		'otel.span.parent.origin': origin,
		'otel.span.sampling_result': result,
	});
const live = (result: string) => metricSum('otel.sdk.span.live', { 'otel.span.sampling_result': result });

const kinds = ['none', 'local', 'remote'].flatMap((origin) =>
	['RECORD_ONLY', 'RECORD_AND_SAMPLE'].map((result) => [origin, result] as const),
);
const counts = async () => ({
	started: await Promise.all(kinds.map(([origin, result]) => started(origin, result))),
	live: await Promise.all(['RECORD_ONLY', 'RECORD_AND_SAMPLE'].map(live)),
});

test('spans are counted by their parent and by whether they are sampled, and those that are open', async () => {
	const before = await counts();
	const none = tracer.startSpan('none', {}, ROOT_CONTEXT);
	const left = tracer.startSpan('left out elsewhere', {}, remote(TraceFlags.NONE));
	const sampled = tracer.startSpan('sampled elsewhere', {}, remote(TraceFlags.SAMPLED));
	const local = tracer.startSpan('local', {}, trace.setSpan(ROOT_CONTEXT, sampled));
	local.end();
	const during = await counts();
	expect(during.started.map((count, i) => count - (before.started[i] ?? 0))).toEqual([1, 0, 0, 1, 1, 1]);
	expect(during.live.map((count, i) => count - (before.live[i] ?? 0))).toEqual([2, 1]);
	for (const span of [none, left, sampled]) span.end();
	const after = await counts();
	expect(after.live).toEqual(before.live);
	expect(after.started).toEqual(during.started);
});
