import {
	context,
	defaultTextMapGetter,
	defaultTextMapSetter,
	propagation,
	ROOT_CONTEXT,
	trace,
} from '@opentelemetry/api';
import { TracerProvider } from '@opentelemetry/sdk-trace';
import { describe, expect, test } from 'bun:test';
import { createPropagator } from './propagator';

const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const extract = (carrier: unknown, from = ROOT_CONTEXT) =>
	createPropagator(['tracecontext', 'baggage']).extract(from, carrier, defaultTextMapGetter);

describe('the propagator', () => {
	test('takes a remote parent and baggage where nothing is active', () => {
		const extracted = extract({ traceparent, baggage: 'a=1' });
		expect(trace.getSpanContext(extracted)).toMatchObject({ spanId: 'b7ad6b7169203331', isRemote: true });
		expect(propagation.getBaggage(extracted)?.getEntry('a')?.value).toBe('1');
	});

	test('leaves the context alone inside a span of this process', () => {
		const span = new TracerProvider().getTracer('t').startSpan('local');
		const inside = trace.setSpan(ROOT_CONTEXT, span);
		expect(extract({ traceparent, baggage: 'a=1' }, inside)).toBe(inside);
		span.end();
	});

	test('takes a second remote parent over a first', () => {
		const second = traceparent.replace('b7ad', 'aaaa');
		const extracted = extract({ traceparent: second }, extract({ traceparent }));
		expect(trace.getSpanContext(extracted)?.spanId).toBe('aaaa6b7169203331');
	});

	const malformed = [
		'',
		'nonsense',
		'00-00000000000000000000000000000000-b7ad6b7169203331-01',
		'00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01',
		'00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01',
		'ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
		`${traceparent}-extra`,
		`${traceparent}, ${traceparent}`,
		traceparent.slice(0, -1),
	];
	for (const header of malformed) {
		test(`ignores the malformed traceparent ${JSON.stringify(header)}`, () => {
			expect(trace.getSpanContext(extract({ traceparent: header }))).toBeUndefined();
		});
	}

	test('leaves the context alone inside a span that is not sampled, too', () => {
		const local = { traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags: 0 };
		const inside = trace.setSpanContext(ROOT_CONTEXT, local);
		expect(extract({ traceparent }, inside)).toBe(inside);
		const invalid = trace.setSpanContext(ROOT_CONTEXT, { ...local, traceId: '0'.repeat(32) });
		expect(trace.getSpanContext(extract({ traceparent }, invalid))?.isRemote).toBe(true);
	});

	test('refuses to be none and something else', () => {
		expect(() => createPropagator(['none', 'b3'])).toThrow('OTEL_PROPAGATORS="none,b3" is not usable');
	});

	test('names the headers of all formats', () => {
		const fields = createPropagator(['tracecontext', 'baggage', 'b3', 'b3multi']).fields();
		expect(fields.join()).toBe(
			'traceparent,tracestate,baggage,b3,x-b3-traceid,x-b3-spanid,x-b3-sampled,x-b3-flags',
		);
	});

	test('writes and reads B3 where that is asked for, and nothing for none', () => {
		const remote = trace.setSpanContext(ROOT_CONTEXT, {
			traceId: '0af7651916cd43dd8448eb211c80319c',
			spanId: 'b7ad6b7169203331',
			traceFlags: 1,
		});
		const carrier: Record<string, string> = {};
		createPropagator(['b3']).inject(remote, carrier, defaultTextMapSetter);
		expect(carrier).toEqual({ b3: '0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-1' });
		const empty: Record<string, string> = {};
		createPropagator(['none']).inject(remote, empty, defaultTextMapSetter);
		expect(empty).toEqual({});
	});

	test('is the one that the preload has registered', () => {
		expect(propagation.fields()).toEqual(['traceparent', 'tracestate', 'baggage']);
		expect(trace.getSpan(context.active())).toBeUndefined();
	});
});
