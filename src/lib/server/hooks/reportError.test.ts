import { expect, test } from 'bun:test';
import { context, trace } from '@opentelemetry/api';
import { RPCType, setRPCMetadata } from '@opentelemetry/core';
import { AppError } from '$server/errors';
import { INTERNAL_MESSAGE } from '$server/rpc/errors';
import { getTelemetry } from '$telemetry/handle';
import { reportError } from './reportError';

const url = new URL('http://local.invalid/checks');
const event = { url, request: new Request(url) };

/** What is told of an error, and the names of the events on the SERVER span afterwards. */
function report(error: unknown, status: number, message: string) {
	const span = trace.getTracer('test').startSpan('GET');
	const withMetadata = setRPCMetadata(context.active(), { type: RPCType.HTTP, span });
	const told = context.with(withMetadata, () => reportError({ error, event, status, message }));
	span.end();
	const { traceId, spanId } = span.spanContext();
	return {
		told,
		events: getTelemetry()
			?.live.span(traceId, spanId)
			?.events.map(({ name }) => name),
	};
}

test('what nobody foresaw is told by its error id only, and recorded on the SERVER span', () => {
	const { told, events } = report(new TypeError('secret'), 500, 'Internal Error');
	expect(told).toMatchObject({ message: INTERNAL_MESSAGE, code: 'INTERNAL' });
	expect(told.errorId).toBeString();
	expect(events).toEqual(['exception']);
});

test('an AppError keeps its message, code and error id', () => {
	const error = new AppError('UNAVAILABLE', 'Glasshouse is starting');
	const { message, code, errorId } = error;
	const { told, events } = report(error, 500, 'Internal Error');
	expect(told).toEqual({ message, code, errorId });
	expect(events).toEqual(['exception']);
});

test('what kit refuses is no exception', () => {
	const { told, events } = report(new Error('Not found: /x'), 404, 'Not Found');
	expect(told).toMatchObject({ message: 'Not Found', code: 'NOT_FOUND' });
	expect(events).toEqual([]);
});
