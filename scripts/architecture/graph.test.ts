import { describe, expect, test } from 'bun:test';
import { graphOf, reduced, without, type Module } from './graph';
import type { Drawing } from './parts';

const part = (name: string) => ({ name, modules: new RegExp(`^src/${name}/`), is: '' });
const drawing: Drawing = { section: '', of: /^src\//, parts: ['a', 'b', 'c', 'd'].map(part) };
const module = (source: string, ...imports: string[]): Module => ({ source, imports });
const plain = (graph: ReadonlyMap<string, ReadonlySet<string>>) =>
	Object.fromEntries([...graph].map(([name, needed]) => [name, [...needed].sort().join('')]));

describe('a graph of parts', () => {
	const modules = [
		module('src/a/one.ts', 'src/b/one.ts', 'src/a/two.ts', 'node_modules/x/index.js'),
		module('src/a/two.ts', 'src/c/one.ts'),
		module('src/b/one.ts', 'src/c/one.ts'),
		module('bench/one.ts', 'src/d/one.ts'),
	];

	test('has an arrow where a module of one imports a module of another', () => {
		expect(plain(graphOf(drawing, modules))).toEqual({ a: 'bc', b: 'c', c: '', d: '' });
	});

	test('knows every module, or says which it does not', () => {
		expect(() => graphOf(drawing, [module('src/e/one.ts')])).toThrow('src/e/one.ts is no part');
	});

	test('loses the arrows that follow from others', () => {
		expect(plain(reduced(graphOf(drawing, modules)))).toEqual({ a: 'b', b: 'c', c: '', d: '' });
	});

	test('keeps who reaches whom where parts need each other', () => {
		const circle = graphOf(drawing, [
			module('src/a/1.ts', 'src/b/1.ts', 'src/c/1.ts'),
			module('src/b/1.ts', 'src/a/1.ts', 'src/c/1.ts'),
			module('src/c/1.ts', 'src/d/1.ts'),
		]);
		const left = plain(reduced(circle));
		expect(left.a?.includes('b') && left.b?.includes('a')).toBe(true);
		expect([left.a, left.b].join('').match(/c/g)).toHaveLength(1);
		expect(left.c).toBe('d');
	});

	test('can do without what all use', () => {
		expect(plain(without(graphOf(drawing, modules), new Set(['c', 'd'])))).toEqual({ a: 'b', b: '' });
	});
});
