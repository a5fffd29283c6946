import {
	defaultTextMapGetter,
	defaultTextMapSetter,
	ROOT_CONTEXT,
	trace,
	type Context,
	type SpanContext,
} from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { describe, expect, test } from 'bun:test';
import { TraceContextPropagator } from './traceContext';

// What comes over the wire is tested by tests/integration/traceContext.test.ts.
const propagator = new TraceContextPropagator();
const traceId = '0af7651916cd43dd8448eb211c80319c';
const parent: SpanContext = { traceId, spanId: 'b7ad6b7169203331', traceFlags: 1 };
const traceparent = (flags: string) => `00-${traceId}-${parent.spanId}-${flags}`;

const extract = (carrier: Record<string, unknown>) =>
	propagator.extract(ROOT_CONTEXT, carrier, defaultTextMapGetter);

function injected(context: Context): Record<string, string> {
	const carrier = {};
	propagator.inject(context, carrier, defaultTextMapSetter);
	return carrier;
}

describe('the W3C propagator', () => {
	test('passes a remote parent on where nothing was traced in between, without unknown flags', () => {
		expect(injected(extract({ traceparent: traceparent('ff') }))).toEqual({ traceparent: traceparent('03') });
		expect(injected(extract({ traceparent: traceparent('fc') }))).toEqual({ traceparent: traceparent('00') });
	});

	test('keeps to the flags that the API knows', () => {
		const extracted = trace.getSpanContext(extract({ traceparent: traceparent('ff') }));
		expect(extracted).toMatchObject({ traceFlags: 1, isRemote: true });
	});

	test('says of a trace id only that it is random where its maker has said so', () => {
		const random = extract({ traceparent: traceparent('03') });
		const child = trace.setSpanContext(random, { ...parent, spanId: '1111111111111111', traceFlags: 0 });
		expect(injected(child)).toEqual({ traceparent: `00-${traceId}-1111111111111111-02` });
		const other = trace.setSpanContext(random, { ...parent, traceId: '1'.repeat(32) });
		expect(injected(other)['traceparent']).toEndWith('-01');
	});

	test('takes one header out of a list, but no more', () => {
		const spans = [['01'], ['01', '01'], []].map((flags) =>
			trace.getSpanContext(extract({ traceparent: flags.map(traceparent) })),
		);
		expect(spans).toMatchObject([parent, undefined, undefined]);
	});

	test('joins the tracestate headers of a list', () => {
		const carrier = { traceparent: traceparent('01'), tracestate: ['a=1', 'b=2,c=3'] };
		expect(injected(extract(carrier))['tracestate']).toBe('a=1,b=2,c=3');
	});

	test('writes nothing where tracing is suppressed, or the span is none', () => {
		expect(injected(suppressTracing(trace.setSpanContext(ROOT_CONTEXT, parent)))).toEqual({});
		expect(injected(ROOT_CONTEXT)).toEqual({});
		const invalid = { ...parent, spanId: '0'.repeat(16) };
		expect(injected(trace.setSpanContext(ROOT_CONTEXT, invalid))).toEqual({});
	});

	test('names its headers', () => {
		expect(propagator.fields()).toEqual(['traceparent', 'tracestate']);
	});
});
