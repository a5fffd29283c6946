import { context, ROOT_CONTEXT, trace, type Span } from '@opentelemetry/api';
import { RPCType, setRPCMetadata } from '@opentelemetry/core';
import { error as httpError, redirect } from '@sveltejs/kit';
import { describe, expect, test } from 'bun:test';
import { getTelemetry, type Telemetry } from '../../telemetry/handle';
import { AppError } from './errors';
import { addSpanEvent, contextOfFailure, recordOnServerSpan, withSpan } from './telemetry';

const { live } = started();

function started(): Telemetry {
	const telemetry = getTelemetry();
	if (telemetry === undefined) throw new Error('bunfig.toml preloads ./telemetry.ts for tests');
	return telemetry;
}

function told(span: Span | undefined) {
	const { traceId = '', spanId = '' } = span?.spanContext() ?? {};
	const held = live.span(traceId, spanId);
	if (held === undefined) throw new Error('The span is not held');
	return held;
}

/** Runs a failing `fn` and gives back what was thrown and the span. */
async function failing(thrown: unknown, asynchronous: boolean) {
	let span: Span | undefined;
	let caught: unknown;
	try {
		await withSpan('failing', (active): unknown => {
			span = active;
			if (asynchronous) return Promise.resolve().then(() => raise(thrown));
			return raise(thrown);
		});
	} catch (error) {
		caught = error;
	}
	return { caught, span: told(span) };
}

describe('withSpan', () => {
	test('returns what a synchronous function returns, at once, and sets OK', () => {
		let span: Span | undefined;
		const value: number = withSpan('sync', (active) => {
			span = active;
			expect(trace.getActiveSpan()).toBe(active);
			return 42;
		});
		expect(value).toBe(42);
		expect(told(span)).toMatchObject({ name: 'sync', scope: 'glasshouse', status: { code: 'ok' } });
		expect(told(span).endTimeUnixNano).not.toBeNull();
	});

	test('ends the span of an asynchronous function when its promise settles, not before', async () => {
		let span: Span | undefined;
		const gate = Promise.withResolvers<string>();
		const result: Promise<string> = withSpan('async', (active) => ((span = active), gate.promise), { a: 1 });
		expect(told(span)).toMatchObject({ endTimeUnixNano: null, attributes: { a: 1 } });
		gate.resolve('done');
		expect(await result).toBe('done');
		expect(told(span)).toMatchObject({ status: { code: 'ok' } });
		expect(told(span).endTimeUnixNano).not.toBeNull();
	});

	test('makes spans inside it its children', async () => {
		const [outer, inner] = await withSpan('outer', async (outer) => {
			await Promise.resolve();
			return withSpan('inner', (inner) => [outer, inner] as const);
		});
		expect(told(inner)).toMatchObject({ parentSpanId: told(outer).spanId, traceId: told(outer).traceId });
	});

	for (const asynchronous of [false, true]) {
		const kind = asynchronous ? 'asynchronous' : 'synchronous';

		test(`records the failure of a ${kind} function and rethrows the same error`, async () => {
			const thrown = new TypeError('it broke');
			const { caught, span } = await failing(thrown, asynchronous);
			expect(caught).toBe(thrown);
			expect(span.status).toEqual({ code: 'error', message: 'it broke' });
			expect(span.endTimeUnixNano).not.toBeNull();
			const [event] = span.events;
			expect(event?.name).toBe('exception');
			expect(event?.attributes).toMatchObject({
				'exception.type': 'TypeError',
				'exception.message': 'it broke',
			});
			expect(event?.attributes['exception.stacktrace']).toContain('TypeError: it broke');
		});

		test(`records what is not an Error, thrown by a ${kind} function`, async () => {
			const { caught, span } = await failing('a bare string', asynchronous);
			expect(caught).toBe('a bare string');
			expect(span.status).toEqual({ code: 'error', message: 'a bare string' });
		});
	}

	const odd: Record<string, unknown> = {
		nothing: undefined,
		zero: 0,
		'a symbol': Symbol('thrown'),
		'what has no text': Object.create(null) as unknown,
		'an error with an odd code': Object.assign(new Error('odd'), { code: Object.create(null) as unknown }),
		'an error without a message': Object.defineProperty(new Error(), 'message', {
			get: () => raise('hostile'),
		}),
		'what cannot be asked': new Proxy({}, { get: () => raise('hostile'), has: () => raise('hostile') }),
	};
	for (const [name, thrown] of Object.entries(odd)) {
		test(`rethrows ${name} as it is, and ends the span`, async () => {
			for (const asynchronous of [false, true]) {
				const { caught, span } = await failing(thrown, asynchronous);
				expect(Object.is(caught, thrown)).toBe(true);
				expect(span).toMatchObject({ status: { code: 'error' } });
				expect(span.endTimeUnixNano).not.toBeNull();
			}
		});
	}

	const answers: Record<string, unknown> = {
		'a redirect': thrownBy(() => redirect(303, '/')),
		'an HTTP error under 500': thrownBy(() => httpError(404, 'Not here')),
		'an AppError under 500': new AppError('NOT_FOUND', 'Not here'),
		'a deliberate abort': new DOMException('stop', 'AbortError'),
	};
	for (const [name, thrown] of Object.entries(answers)) {
		test(`${name} is no span error, yet passes through and ends the span`, async () => {
			const { caught, span } = await failing(thrown, true);
			expect(caught).toBe(thrown);
			expect(span).toMatchObject({ status: { code: 'unset' }, events: [] });
			expect(span.endTimeUnixNano).not.toBeNull();
		});
	}

	test('an HTTP error of 500 and an internal AppError are span errors', async () => {
		for (const thrown of [thrownBy(() => httpError(500, 'Broken')), new AppError('INTERNAL', 'Broken')]) {
			expect((await failing(thrown, false)).span.status.code).toBe('error');
		}
	});
});

describe('addSpanEvent', () => {
	test('adds to the active span', () => {
		const span = withSpan('with an event', (active) => (addSpanEvent('happened', { at: 'noon' }), active));
		expect(told(span).events).toMatchObject([{ name: 'happened', attributes: { at: 'noon' } }]);
	});

	test('does nothing where no span is active', () => {
		expect(trace.getActiveSpan()).toBeUndefined();
		expect(() => addSpanEvent('unheard')).not.toThrow();
	});
});

function raise(thrown: unknown): never {
	throw thrown;
}

function thrownBy(fn: () => unknown): unknown {
	try {
		fn();
	} catch (error) {
		return error;
	}
	throw new Error('It did not throw');
}

describe('contextOfFailure', () => {
	test.each([false, true])('is that of the innermost span, asynchronous: %p', async (asynchronous) => {
		const thrown = new Error('deep inside');
		let inner: Span | undefined;
		const failingInside = () =>
			withSpan('inner', (span): unknown => {
				inner = span;
				return asynchronous ? Promise.resolve().then(() => raise(thrown)) : raise(thrown);
			});
		await withSpan('outer', () => Promise.resolve().then(failingInside)).catch(() => undefined);
		expect(trace.getSpan(contextOfFailure(thrown) ?? ROOT_CONTEXT)).toBe(inner);
	});

	test('is not known of what passed no span', () => {
		expect(contextOfFailure(new Error('elsewhere'))).toBeUndefined();
		expect(contextOfFailure('text')).toBeUndefined();
	});
});

test('recordOnServerSpan shows a failure on the SERVER span, from however deep', () => {
	const server = trace.getTracer('test').startSpan('GET /');
	context.with(setRPCMetadata(ROOT_CONTEXT, { type: RPCType.HTTP, span: server }), () =>
		withSpan('inside', () => recordOnServerSpan(new RangeError('too far'))),
	);
	server.end();
	expect(told(server).events).toMatchObject([
		{
			name: 'exception',
			attributes: { 'exception.type': 'RangeError', 'exception.message': 'too far' },
		},
	]);
	expect(told(server).events[0]?.attributes['exception.stacktrace']).toContain('telemetry.test.ts');
	recordOnServerSpan(new Error('outside any request'));
});

test('recordOnServerSpan bears whatever was thrown', () => {
	const server = trace.getTracer('test').startSpan('GET /');
	context.with(setRPCMetadata(ROOT_CONTEXT, { type: RPCType.HTTP, span: server }), () =>
		recordOnServerSpan(Object.create(null)),
	);
	server.end();
	expect(told(server)).toMatchObject({ status: { code: 'error' }, events: [] });
});
