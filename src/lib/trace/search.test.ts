import { describe, expect, test } from 'bun:test';
import { logsBySpan } from './marks';
import { searcher, stepThrough } from './search';
import { makeSpan, nano, spanId } from './traceFixture';
import { buildTree } from './tree';
import type { LogLine } from './wire';

const event = { name: 'lock.wait', timeUnixNano: nano(5), attributes: { holder: 'pid 4127' } };
const tree = buildTree([
	makeSpan('root', null, 0, 100, { service: 'web' }),
	makeSpan('query', 'root', 1, 9, {
		attributes: { 'db.system.name': 'postgresql', 'db.rows': 3 },
		events: [event],
	}),
	makeSpan('sveltekit.resolve', 'root', 20, 30, { status: { code: 'error', message: 'Gone away' } }),
]);
const line: LogLine = {
	timeUnixNano: nano(4),
	level: 'warn',
	message: 'row lock not granted',
	traceId: null,
	spanId: spanId('query'),
	attributes: { sku: 'GH-204' },
};
const search = searcher(tree, logsBySpan([line]));
const names = (text: string) => search(text).map((id) => tree.byId.get(id)?.span.name);

describe('searcher', () => {
	const cases: [text: string, found: string[]][] = [
		['', []],
		['  ', []],
		['QUERY', ['query']],
		['postgresql', ['query']],
		['db.system', ['query']],
		['db.rows=3', ['query']],
		['lock.wait', ['query']],
		['pid 4127', ['query']],
		['Row lock', ['query']],
		['gh-204', ['query']],
		['gone away', ['sveltekit.resolve']],
		['web', ['root']],
		[spanId('root'), ['root']],
		['e', ['root', 'query', 'sveltekit.resolve']],
		['nowhere', []],
	];
	for (const [text, found] of cases) test(`“${text}”`, () => expect(names(text)).toEqual(found));
});

describe('stepThrough', () => {
	const order = new Map(['a', 'b', 'c', 'd', 'e', 'f'].map((id, at) => [id, at]));
	const cases: [by: 1 | -1, from: string | null, to: string | null][] = [
		[1, null, 'b'],
		[-1, null, 'e'],
		[1, 'a', 'b'],
		[1, 'b', 'e'],
		[1, 'c', 'e'],
		[1, 'e', 'b'],
		[-1, 'e', 'b'],
		[-1, 'b', 'e'],
		[-1, 'a', 'e'],
	];
	for (const [by, from, to] of cases) {
		test(`${by} from ${from}: ${to}`, () => expect(stepThrough(['b', 'e'], by, from, order)).toBe(to));
	}
	test('through nothing, nowhere', () => expect(stepThrough([], 1, 'a', order)).toBeNull());
});
