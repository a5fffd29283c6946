import { describe, expect, test } from 'bun:test';
import { criticalPath } from './criticalPath';
import { kindsOf } from './kind';
import { linesOf } from './lines';
import { lineFinder } from './pathLines';
import { makeSpan, spanId } from './traceFixture';
import { buildTree } from './tree';
import { pathStep, treeStep } from './treeKeys';

function press(key: string, at: string | null, folded: string[] = []) {
	const tree = buildTree([
		makeSpan('a', null, 0, 100),
		makeSpan('b', 'a', 10, 40),
		makeSpan('c', 'b', 15, 35),
		makeSpan('d', 'a', 50, 90),
	]);
	const path = criticalPath(tree, 100);
	const hidden = new Set(folded.map(spanId));
	const lines = linesOf({ tree, kinds: kindsOf(tree), folded: hidden });
	const from = at === null ? null : spanId(at);
	const step =
		key === '[' || key === ']'
			? pathStep(key, lines, path, lineFinder(lines, tree), from)
			: treeStep(key, lines, from, 2);
	if (step === null) return null;
	const [[what, id]] = Object.entries(step) as [[string, string]];
	return `${what} ${tree.byId.get(id)?.span.name}`;
}

describe('treeStep', () => {
	const cases: [key: string, at: string | null, does: string | null, folded?: string[]][] = [
		['ArrowDown', 'a', 'goTo b'],
		['j', 'c', 'goTo d'],
		['j', 'd', 'goTo d'],
		['k', 'a', 'goTo a'],
		['ArrowUp', 'd', 'goTo c'],
		['ArrowUp', 'd', 'goTo b', ['b']],
		['PageDown', 'a', 'goTo c'],
		['PageUp', 'c', 'goTo a'],
		['Home', 'd', 'goTo a'],
		['End', 'a', 'goTo d'],
		['ArrowLeft', 'b', 'fold b'],
		['ArrowLeft', 'b', 'goTo a', ['b']],
		['ArrowLeft', 'c', 'goTo b'],
		['ArrowLeft', 'a', null, ['a']],
		['ArrowRight', 'b', 'unfold b', ['b']],
		['ArrowRight', 'b', 'goTo c'],
		['ArrowRight', 'd', null],
		[']', 'a', 'goTo b'],
		[']', 'b', 'goTo c'],
		['[', 'd', 'goTo a'],
		['j', null, 'goTo a'],
		['k', null, 'goTo d'],
		[']', null, null],
		['x', 'a', null],
		['x', null, null],
	];
	for (const [key, at, does, folded] of cases)
		test(`${key} at ${at}: ${does}`, () => expect(press(key, at, folded)).toBe(does));
});
