import { describe, expect, test } from 'bun:test';
import type { SessionValue } from '$trace/sessionEvent';
import { DATA_BOUNDS, sessionData } from './sessionData';

const dataOf = (given: unknown) => sessionData(given).data;

describe('sessionData', () => {
	test('keeps plain JSON as it is', () => {
		const given = {
			text: 'grün',
			number: 1.5,
			no: false,
			none: null,
			list: [1, ['x']],
			deep: { a: { b: 1 } },
		};
		expect(sessionData(given)).toEqual({ data: given, left: 0 });
		expect(sessionData(undefined)).toEqual({ data: {}, left: 0 });
		expect(dataOf('only a text')).toEqual({ value: 'only a text' });
	});

	test('makes something readable of what is no JSON', () => {
		class Point {
			x = 1;
		}
		expect(
			dataOf({
				big: 10n ** 30n,
				date: new Date(0),
				never: new Date(Number.NaN),
				error: new TypeError('bad', { cause: new Error('worse') }),
				map: new Map<unknown, unknown>([['a', 1]]),
				set: new Set([1, 2]),
				bytes: new Uint8Array(3),
				symbol: Symbol('s'),
				fn: function named() {},
				nan: Number.NaN,
				undef: undefined,
				url: new URL('http://a.example/b'),
				point: new Point(),
				json: { toJSON: () => ({ as: 'told' }) },
			}),
		).toEqual({
			big: String(10n ** 30n),
			date: '1970-01-01T00:00:00.000Z',
			never: 'Invalid Date',
			error: { name: 'TypeError', message: 'bad', cause: { name: 'Error', message: 'worse' } },
			map: { a: 1 },
			set: [1, 2],
			bytes: '[3 bytes]',
			symbol: 'Symbol(s)',
			fn: '[function named]',
			nan: 'NaN',
			undef: null,
			url: 'http://a.example/b',
			point: { x: 1 },
			json: { as: 'told' },
		});
	});

	test('survives what goes in circles, and what throws when it is read', () => {
		const circle: Record<string, unknown> = { name: 'c' };
		circle.self = circle;
		expect(dataOf(circle)).toEqual({ name: 'c', self: '[circular]' });
		const hostile = {
			get trap() {
				throw new Error('no');
			},
			toJSON: 1,
			fine: 1,
		};
		expect(dataOf(hostile)).toEqual({ trap: '[unreadable]', toJSON: 1, fine: 1 });
		const proxy = new Proxy(
			{},
			{
				ownKeys: () => {
					throw new Error('no');
				},
			},
		);
		expect(dataOf({ proxy })).toEqual({ proxy: '[unreadable]' });
		const again = { shared: { a: 1 } };
		expect(dataOf({ one: again, two: again })).toEqual({ one: again, two: again });
	});

	test('masks secrets by their name and by their shape, also in a text that is cut', () => {
		expect(dataOf({ apiKey: 'abc', nested: { password: 'p', text: 'Bearer abcdefghijkl' } })).toEqual({
			apiKey: '[masked]',
			nested: { password: '[masked]', text: 'Bearer [masked]' },
		});
		const long = JSON.stringify(dataOf({ text: `token=${'s3cr3t'.repeat(500)}` }));
		expect(long).not.toContain('s3cr3t');
	});

	test('is a key like any other, if its name is __proto__', () => {
		const data = dataOf(JSON.parse('{"__proto__":{"polluted":1}}'));
		expect(Object.keys(data)).toEqual(['__proto__']);
		expect('polluted' in data).toBe(false);
	});

	test('counts what is too deep, too many and too much', () => {
		const nest = (depth: number): unknown => (depth === 0 ? 1 : { a: nest(depth - 1) });
		expect(sessionData(nest(6)).left).toBe(0);
		expect(sessionData(nest(7)).left).toBe(1);
		const many = Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`k${n}`, n]));
		expect(sessionData(many).left).toBe(40 - DATA_BOUNDS.keys);
		expect(sessionData({ list: Array.from({ length: 50 }, () => 1) }).left).toBe(50 - DATA_BOUNDS.items);
		const heavy = Array.from({ length: 30 }, () => Array.from({ length: 30 }, () => 'x y'.repeat(30)));
		const { data, left } = sessionData({ heavy });
		expect(left).toBeGreaterThan(0);
		expect(JSON.stringify(data).length).toBeLessThan(2 * DATA_BOUNDS.total);
	});
});

/** The same numbers at every run: mulberry32. */
function generator(seed: number) {
	let state = seed;
	return (below: number) => {
		state = (state + 0x6d2b79f5) | 0;
		let t = Math.imul(state ^ (state >>> 15), 1 | state);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * below);
	};
}

const LETTERS = ['a', ' ', '😀', '\ud800', '\udfff', 'e\u0301', '👨‍👩‍👧', '\0', '"', '\\', '\u2028', 'ß'];
const ODD = [
	null,
	undefined,
	true,
	0,
	-0,
	1e300,
	Number.NaN,
	5n,
	Symbol('x'),
	new Date(Number.NaN),
	/x/,
	() => 1,
];

function anything(random: (below: number) => number, depth: number): unknown {
	const pick = random(depth > 8 || (depth > 0 && random(3) > 0) ? 2 : 6);
	if (pick === 0) return ODD[random(ODD.length)];
	if (pick === 1) return Array.from({ length: random(160) }, () => LETTERS[random(LETTERS.length)]).join('');
	const inner = () => anything(random, depth + 1);
	const size = random(40);
	if (pick === 2) return Array.from({ length: size }, inner);
	if (pick === 3) return new Map(Array.from({ length: size % 9 }, () => [inner(), inner()]));
	return Object.fromEntries(
		Array.from({ length: size % 12 }, (_, n) => [`${LETTERS[n]}${random(50)}`, inner()]),
	);
}

function eachText(value: SessionValue, visit: (text: string) => void): void {
	if (typeof value === 'string') visit(value);
	else if (Array.isArray(value)) for (const item of value) eachText(item, visit);
	else if (typeof value === 'object' && value !== null) {
		for (const [key, item] of Object.entries(value)) {
			visit(key);
			eachText(item, visit);
		}
	}
}

test('anything becomes bounded JSON without half a character, and never throws', () => {
	const random = generator(20_260);
	for (let round = 0; round < 300; round++) {
		const { data } = sessionData(anything(random, 0));
		expect(JSON.parse(JSON.stringify(data))).toEqual(data);
		let total = 0;
		eachText(data, (text) => {
			total += text.length;
			if (Array.from(text).length > DATA_BOUNDS.text) throw new Error(`too long: ${text}`);
			if (!text.isWellFormed()) throw new Error(`half a character in ${JSON.stringify(text)}`);
		});
		expect(total).toBeLessThan(DATA_BOUNDS.total + 8 * DATA_BOUNDS.text);
	}
});
