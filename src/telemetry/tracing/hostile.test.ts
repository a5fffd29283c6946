import {
	diag,
	ROOT_CONTEXT,
	trace,
	type Attributes,
	type Link,
	type Span,
	type SpanOptions,
	type SpanStatus,
} from '@opentelemetry/api';
import { describe, expect, test } from 'bun:test';
import { heard } from '../metrics/testing/meters';
import { collecting } from './testing/collecting';

// Whatever a span is given, it neither throws nor loses what it has.

const fail = (): never => {
	throw new Error('hostile');
};
const HOSTILE: unknown = new Proxy(
	{},
	{ get: fail, has: fail, ownKeys: fail, getOwnPropertyDescriptor: fail, getPrototypeOf: fail },
);
const GETTER: unknown = Object.defineProperty({}, 'a', { get: fail, enumerable: true });
const NAMELESS: unknown = { toString: fail, [Symbol.toPrimitive]: fail };
const DEEP: unknown = Array.from({ length: 20_000 }).reduce((inner: unknown) => [inner], 1);
const GIVEN: unknown[] = [
	undefined,
	null,
	0,
	NaN,
	1n,
	'',
	'text',
	Symbol('s'),
	fail,
	HOSTILE,
	GETTER,
	NAMELESS,
	[HOSTILE],
	DEEP,
	new Date(NaN),
	[NaN, 1],
];

/** Each of what a host may do, with anything in the place of anything. */
const ACTS: Record<string, (span: Span, given: never) => unknown> = {
	'setAttribute, a value': (span, given) => span.setAttribute('given', given),
	'setAttribute, a key': (span, given) => span.setAttribute(given, 'text'),
	setAttributes: (span, given: Attributes) => span.setAttributes(given),
	'setAttributes, a value': (span, given) => span.setAttributes({ given }),
	'addEvent, a name': (span, given) => span.addEvent(given),
	'addEvent, its attributes': (span, given: Attributes) => span.addEvent('event', given),
	'addEvent, its time': (span, given) => span.addEvent('event', {}, given),
	addLink: (span, given: Link) => span.addLink(given),
	addLinks: (span, given: Link[]) => span.addLinks(given),
	setStatus: (span, given: SpanStatus) => span.setStatus(given),
	updateName: (span, given) => span.updateName(given),
	recordException: (span, given) => span.recordException(given),
	'recordException, a part': (span, given) =>
		span.recordException({ message: given, name: given, stack: given }),
	'recordException, its code': (span, given) => span.recordException({ code: given }),
	'recordException, its time': (span, given) => span.recordException('exception', given),
	end: (span, given) => span.end(given),
};

describe.each(Object.entries(ACTS))('%s', (_, act) => {
	test('takes anything', async () => {
		const { tracer, spans } = collecting();
		await heard(() => {
			for (const given of GIVEN) {
				const span = tracer.startSpan('kept', { attributes: { kept: true } }, ROOT_CONTEXT);
				act(span, given as never);
				span.end();
				act(span, given as never);
			}
		});
		expect(spans.ended).toHaveLength(GIVEN.length);
		for (const span of spans.ended) {
			expect(span).toMatchObject({ attributes: { kept: true }, ended: true });
			expect(typeof span.name).toBe('string');
			expect([...span.startTime, ...span.endTime].every(Number.isFinite)).toBe(true);
		}
	});
});

test.each(['attributes', 'links', 'startTime', 'kind', 'root'])(
	'a start with any %s is one',
	async (option) => {
		const { tracer } = collecting();
		await heard(() => {
			for (const given of GIVEN) {
				const span = tracer.startSpan('started', { [option]: given }, ROOT_CONTEXT);
				expect(span.setAttribute('a', 1)).toBe(span);
				span.end();
			}
		});
	},
);

test('a start under any name, of any parent, with any options, is one', async () => {
	const { tracer } = collecting();
	await heard(() => {
		for (const given of GIVEN) {
			tracer.startSpan(given as string, {}, ROOT_CONTEXT).end();
			tracer.startSpan('options', given as SpanOptions, ROOT_CONTEXT).end();
			tracer.startSpan('parent', {}, trace.setSpan(ROOT_CONTEXT, given as Span)).end();
		}
	});
});

test('a logger that throws stops nothing', () => {
	const { tracer, spans } = collecting();
	diag.setLogger(
		{ error: fail, warn: fail, info: fail, debug: fail, verbose: fail },
		{ suppressOverrideMessage: true },
	);
	try {
		const span = tracer.startSpan('told', { attributes: { '': 1, kept: true } }, ROOT_CONTEXT);
		span
			.setAttribute('', 1)
			.setAttribute('given', Symbol('s'))
			.recordException({} as Error);
		span.end();
		span.end();
		span.setAttribute('late', 1);
	} finally {
		diag.disable();
	}
	expect(spans.ended).toHaveLength(1);
});

test('an attribute changes neither the object that it came in, nor what objects are', async () => {
	const { tracer, spans } = collecting();
	const attributes = Object.freeze({ a: 1 });
	await heard(() => {
		const span = tracer.startSpan('pure', { attributes }, ROOT_CONTEXT);
		span.setAttribute('a', 2).setAttribute('__proto__', { polluted: true }).setAttribute('toString', 'text');
		span.end();
	});
	expect(attributes).toEqual({ a: 1 });
	expect(Object.entries(spans.only.attributes)).toEqual([
		['a', 2],
		['toString', 'text'],
	]);
	expect('polluted' in spans.only.attributes).toBe(false);
});

test('what a host does to an array later does not show', () => {
	const { tracer, spans } = collecting();
	const list = ['a'];
	tracer
		.startSpan('copied', { attributes: { first: list } }, ROOT_CONTEXT)
		.setAttribute('second', list)
		.end();
	list.push('b');
	expect(spans.only.attributes).toEqual({ first: ['a'], second: ['a'] });
});
