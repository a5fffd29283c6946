import { describe, expect, test } from 'bun:test';
import { AttributeSets, OVERFLOW } from './attributeSets';
import type { Bag } from './attributeValues';
import { randomFrom } from './testing/meters';

const sets = (limit = 1_000) => new AttributeSets(limit, (attributes) => ({ attributes }));

describe('one item for each set of attributes', () => {
	const same: Record<string, [Bag, Bag]> = {
		'in another order': [
			{ a: 1, b: 'x', c: true },
			{ c: true, a: 1, b: 'x' },
		],
		'with what is not set': [{ a: 1 }, { b: undefined, a: 1, c: null }],
		'with what is no attribute': [
			{ a: 1 },
			{ f: () => 0, a: 1, d: new Date(), '': 'x', s: Symbol('s'), n: 1n },
		],
		'with equal arrays': [{ a: ['x', 'y'] }, { a: ['x', 'y'] }],
		'with equal maps': [{ a: { x: 1, y: [2] } }, { a: { y: [2], x: 1 } }],
		'with equal bytes': [{ a: new Uint8Array([1, 2]) }, { a: new Uint8Array([1, 2]) }],
		'with NaN': [
			{ a: NaN, b: 1 },
			{ b: 1, a: NaN },
		],
	};
	for (const [what, [one, other]] of Object.entries(same)) {
		test(`the same ${what}`, () => {
			for (const [first, second] of [
				[one, other],
				[other, one],
			] as const) {
				const all = sets();
				expect(all.get(second)).toBe(all.get(first));
				expect(all.items).toHaveLength(1);
			}
		});
	}

	test('different where a value, its type, or a key differs', () => {
		const all = sets();
		const different: Bag[] = [
			{},
			{ a: 1 },
			{ a: '1' },
			{ a: true },
			{ a: 'true' },
			{ a: 1, b: 1 },
			{ b: 1 },
			{ a: ['1'] },
			{ a: [1] },
			{ a: '["1"]' },
			{ a: ['1', '2'] },
			{ a: { '0': '1' } },
			{ a: 'b', c: 'd' },
			{ a: 'bcd' },
		];
		const items = different.map((attributes) => all.get(attributes));
		expect(new Set(items).size).toBe(different.length);
		expect(different.map((attributes) => all.get(attributes))).toEqual(items);
	});

	test('random sets, as a map of canonical text would have them', () => {
		for (let seed = 1; seed <= 50; seed++) {
			const random = randomFrom(seed);
			const all = sets(10_000);
			const naive = new Map<string, object>();
			for (let step = 0; step < 300; step++) {
				const keys = ['a', 'b', 'c', 'd', '2', '1'].filter(() => random.below(2) === 0);
				const entries = keys.map(
					(key) => [key, random.pick([1, 2, '1', true, NaN, ['x'], ['y'], null])] as const,
				);
				const text = JSON.stringify(
					entries
						.filter(([, value]) => value !== null)
						.map(([key, value]) => [key, typeof value, String(value)])
						.sort(),
				);
				const item = all.get(Object.fromEntries(random.shuffled(entries)));
				if (!naive.has(text)) naive.set(text, item);
				expect(naive.get(text)).toBe(item);
			}
			expect(all.items).toHaveLength(naive.size);
		}
	});

	test('what is changed after it was given is another set, and changes nothing here', () => {
		const all = sets();
		const list = ['x'];
		const attributes: Record<string, unknown> = { a: 1, list };
		const first = all.get(attributes);
		attributes.a = 2;
		list.push('y');
		expect(all.get(attributes)).not.toBe(first);
		expect(first.attributes).toEqual({ a: 1, list: ['x'] });
	});

	test('frozen sets are found by what they are, and by what they say', () => {
		const all = sets();
		const frozen = Object.freeze({ a: 1, b: 2 });
		const item = all.get(frozen);
		expect(all.get(frozen)).toBe(item);
		expect(all.get({ b: 2, a: 1 })).toBe(item);
		const list = ['x'];
		const shallow = Object.freeze({ list });
		const before = all.get(shallow);
		list.push('y');
		expect(all.get(shallow)).not.toBe(before);
	});
});

describe('the limit', () => {
	test('the sets beyond it share one; those that were there keep theirs', () => {
		const all = sets(4);
		const own = [1, 2, 3].map((n) => all.get({ n }));
		const rest = [4, 5, 6].map((n) => all.get({ n, m: 1 }));
		expect(new Set(rest).size).toBe(1);
		expect(rest[0]?.attributes).toBe(OVERFLOW);
		expect([1, 2, 3].map((n) => all.get({ n }))).toEqual(own);
		expect(all.items).toHaveLength(4);
	});

	test('whoever names the set of the overflow itself gets that', () => {
		const all = sets(2);
		all.get({ n: 1 });
		expect(all.get({ 'otel.metric.overflow': true })).toBe(all.get({ n: 2 }));
		expect(all.items).toHaveLength(2);
	});

	test('memory stays as it is under sets without number', () => {
		const all = sets(10);
		for (let n = 0; n < 100; n++) all.get({ n });
		Bun.gc(true);
		const before = process.memoryUsage().heapUsed;
		for (let n = 0; n < 100_000; n++) all.get({ n, text: `some text ${n}` });
		Bun.gc(true);
		expect(process.memoryUsage().heapUsed - before).toBeLessThan(5_000_000);
		expect(all.items).toHaveLength(10);
	});
});
