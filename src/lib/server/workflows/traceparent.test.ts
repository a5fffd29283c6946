import { context, ROOT_CONTEXT, trace, TraceFlags } from '@opentelemetry/api';
import { describe, expect, test } from 'bun:test';
import { contextOf, currentPlace, traceIdOf } from './traceparent';

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN_ID = '00f067aa0ba902b7';
const TRACEPARENT = `00-${TRACE_ID}-${SPAN_ID}-01`;

describe('contextOf', () => {
	test('puts the sender into the context as a remote parent', () => {
		expect(trace.getSpanContext(contextOf(TRACEPARENT))).toMatchObject({
			traceId: TRACE_ID,
			spanId: SPAN_ID,
			traceFlags: TraceFlags.SAMPLED,
			isRemote: true,
		});
	});

	test.each(['', 'nonsense', `00-${'0'.repeat(32)}-${SPAN_ID}-01`, `00-${TRACE_ID}-${SPAN_ID}`])(
		'takes the root context for %p',
		(malformed) => {
			expect(contextOf(malformed)).toBe(ROOT_CONTEXT);
			expect(traceIdOf(malformed)).toBeNull();
		},
	);
});

describe('currentPlace', () => {
	test('is where the active span stands, flags included', () => {
		expect(context.with(contextOf(TRACEPARENT), currentPlace)).toEqual({
			traceId: TRACE_ID,
			traceparent: TRACEPARENT,
		});
		const unsampled = `00-${TRACE_ID}-${SPAN_ID}-00`;
		expect(context.with(contextOf(unsampled), currentPlace).traceparent).toBe(unsampled);
	});

	test('is a new, unsampled trace where nothing is traced', () => {
		const first = context.with(ROOT_CONTEXT, currentPlace);
		const second = context.with(ROOT_CONTEXT, currentPlace);
		expect(first.traceparent).toMatch(new RegExp(`^00-${first.traceId}-[0-9a-f]{16}-00$`));
		expect(traceIdOf(first.traceparent)).toBe(first.traceId);
		expect(second.traceId).not.toBe(first.traceId);
	});
});
