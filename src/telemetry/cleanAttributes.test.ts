import type { Attributes } from '@opentelemetry/api';
import * as core from '@opentelemetry/core';
import { expect, test } from 'bun:test';
import { isAnyValue, isSimpleValue } from './anyValue';
import { cleanAttributes, cleanSimpleAttributes } from './cleanAttributes';
import { heard } from './metrics/testing/meters';
import { Random } from './testing/random';
import { randomAttributes } from './testing/randomValues';

const within: Record<string, unknown> = {};
within['itself'] = [within];
const twice = { a: 1 };

/** Of all that JavaScript knows, some values and some that are none. */
const VALUES: readonly unknown[] = [
	...['', 'text', 0, -0, NaN, true, null, undefined, 1n, Symbol('s'), () => 1],
	...[
		[],
		[1, 'a', null],
		[undefined],
		[() => 1],
		[[1n]],
		new Array<unknown>(3),
		{},
		{ a: undefined },
		{ a: () => 1 },
	],
	...[new Uint8Array(9), Buffer.from('bytes'), new Date(), /r/, new Map(), new Error('e')],
	Object.create(null),
	...[within, [within], [twice, twice], { a: { b: [{ c: 'deep and long' }] } }],
];
const NO_LIMITS = { attributeCountLimit: Infinity, attributeValueLengthLimit: Infinity };
const LIMITS = [
	NO_LIMITS,
	{ attributeCountLimit: 3, attributeValueLengthLimit: 4 },
	{ attributeCountLimit: 0, attributeValueLengthLimit: 0 },
];

test('a value is one where it is for the official SDK', () => {
	expect(VALUES.map(isAnyValue)).toEqual(VALUES.map(core.isAnyValue));
	const isKept = (value: unknown) =>
		'a' in (core.cleanSimpleAttributes({ a: value as string }, NO_LIMITS).attributes ?? {});
	expect(VALUES.map(isSimpleValue)).toEqual(VALUES.map(isKept));
});

test.each(LIMITS)(
	'within $attributeCountLimit attributes they are cleaned as the official SDK does',
	async (limits) => {
		const random = new Random(7);
		await heard(() => {
			for (const given of [
				undefined,
				null,
				'text',
				7,
				['list'],
				...VALUES.map((value) => ({ '': 1, a: value, b: 'b' })),
			])
				expectSame(given, limits);
			for (let i = 0; i < 500; i += 1) expectSame(randomAttributes(random, 8), limits);
		});
	},
);

function expectSame(given: unknown, limits: (typeof LIMITS)[number]): void {
	const attributes = given as Attributes;
	expect(cleanAttributes(given, limits)).toEqual(core.cleanAttributes(attributes, limits));
	expect(cleanSimpleAttributes(given, limits)).toEqual(core.cleanSimpleAttributes(attributes, limits));
}

test('what is kept of an attribute is nobody else to change', () => {
	const given = { list: [{ a: 1 }] };
	const { attributes } = cleanAttributes(given, { attributeCountLimit: 1, attributeValueLengthLimit: 9 });
	given.list[0] = { a: 2 };
	expect(attributes).toEqual({ list: [{ a: 1 }] });
});
