import { expect, test } from 'bun:test';
import { criticalPath, timeOnPath } from './criticalPath';
import { heaviest, shareOnPath } from './share';
import { makeSpan, spanId } from './traceFixture';
import { buildTree } from './tree';

const spans = [
	makeSpan('a', null, 0, 100),
	makeSpan('slow', 'a', 0, 80),
	makeSpan('inner', 'slow', 20, 80),
	makeSpan('quick', 'a', 0, 40),
	makeSpan('moment', 'a', 90, 90),
];
const tree = buildTree(spans);
const path = criticalPath(tree, 100);
const share = (name: string) => {
	const node = tree.byId.get(spanId(name));
	return node ? shareOnPath(node, path, 100) : undefined;
};

test('what ran beside something longer has no share, what everybody waited for has all', () => {
	expect([share('a'), share('slow'), share('inner'), share('quick')]).toEqual([1, 1, 1, 0]);
	expect(share('moment')).toBeNull();
});

test('heaviest is the span with the most time on the path', () => {
	expect(heaviest(timeOnPath(path))).toBe(spanId('inner'));
	expect(heaviest(new Map())).toBeNull();
});
