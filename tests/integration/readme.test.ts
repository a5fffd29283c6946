import { describe, expect, test } from 'bun:test';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../support/folders';

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

describe('the README', () => {
	const readme = read('README.md');

	test('tells of every variable that the app reads', () => {
		const declared = [...read('src/lib/server/config.ts').matchAll(/^\t([A-Z][A-Z_]+):/gm)];
		const names = declared.map(([, name = '']) => name);
		expect(names).toContain('GLASSHOUSE_TOKEN');
		expect(names.filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
	});

	test('tells of every variable that telemetry reads', () => {
		const names = [...read('src/telemetry/config.ts').matchAll(/'(OTEL_[A-Z_]+)'/g)].map(
			([, name = '']) => name,
		);
		expect(names).toContain('OTEL_DEBUG');
		expect([...new Set(names)].filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
	});

	test('names files that are there', () => {
		const linked = [...readme.matchAll(/\]\(([\w./-]+)\)/g)].map(([, path = '']) => path);
		expect(linked.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
	});

	test('gives the commands that package.json has', () => {
		const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
		const named = [...readme.matchAll(/npm run (\w+)/g)].map(([, name = '']) => name);
		for (const name of [...named, 'start', 'test']) expect(Object.keys(scripts)).toContain(name);
	});
});
