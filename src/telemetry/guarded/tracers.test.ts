import { ROOT_CONTEXT, trace, type Span, type Tracer } from '@opentelemetry/api';
import { TracerProvider as SdkTracerProvider } from '@opentelemetry/sdk-trace';
import { expect, test } from 'bun:test';
import { heard } from '../metrics/testing/meters';
import { collecting } from '../tracing/testing/collecting';
import { GuardedSpan } from './span';
import { GuardedTracer } from './tracers';

const fail = (): never => {
	throw new Error('broken');
};
const PLACE = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 };
const UNDER = trace.setSpanContext(ROOT_CONTEXT, PLACE);

test('a span of ours, which never throws, is given as it is; every other in disguise', () => {
	const { tracer, spans } = collecting();
	expect(new GuardedTracer(tracer).startSpan('ours', {}, UNDER)).toBe(spans.started[0] as Span);
	const other = new SdkTracerProvider().getTracer('other');
	expect(new GuardedTracer(other).startSpan('other', {}, UNDER)).toBeInstanceOf(GuardedSpan);
});

test('where a tracer throws, or there is none, whoever is called stays in the trace of its caller', async () => {
	const broken: Tracer = { startSpan: fail, startActiveSpan: fail };
	const said = await heard(() => {
		for (const tracer of [broken, undefined]) {
			const guarded = new GuardedTracer(tracer);
			expect(guarded.startSpan('lost', {}, UNDER).spanContext()).toEqual(PLACE);
			const traceId = guarded.startActiveSpan('lost', {}, UNDER, (span) => span.spanContext().traceId);
			expect(traceId).toBe(PLACE.traceId);
		}
	});
	expect(said).toEqual(['Starting a span failed', 'Starting a span failed']);
});
