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

	/** The sources of telemetry's settings; their tests name variables that do not exist. */
	const telemetry = ['src/telemetry/config.ts', ...new Bun.Glob('src/telemetry/config/*.ts').scanSync(ROOT)]
		.filter((path) => !path.endsWith('.test.ts'))
		.map(read)
		.join('\n');

	test('tells of every variable that telemetry reads', () => {
		const names = [...telemetry.matchAll(/'((?:OTEL|GLASSHOUSE)_[A-Z_]+)'/g)].map(([, name = '']) => name);
		expect(names).toContain('OTEL_DEBUG');
		expect(names).toContain('GLASSHOUSE_OTLP_SPOOL_DIR');
		expect([...new Set(names)].filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
	});

	test('tells of every setting of an exporter, and of every batch', () => {
		const exporter = [...telemetry.matchAll(/own\('([A-Z_]+)'\)/g)].map(([, name = '']) => name);
		expect(exporter).toContain('PROTOCOL');
		for (const name of exporter) expect(readme).toMatch(new RegExp(`\`(OTEL_EXPORTER_OTLP)?_${name}\``));
		const batch = [...telemetry.matchAll(/OTEL_\$\{prefix\}(_[A-Z_]+)/g)].map(([, name = '']) => name);
		expect(batch).toContain('_EXPORT_TIMEOUT');
		for (const name of batch) expect(readme).toMatch(new RegExp(`\`(OTEL_BSP)?${name}\``));
	});

	test('tells which instrumentations there are to be left out', () => {
		const [, table = ''] = /const OWN[^{]*\{\n([^]*?)\n\};/.exec(read('src/telemetry/instrument.ts')) ?? [];
		const names = [...table.matchAll(/^\t(\w+):/gm)].map(([, name = '']) => name);
		expect(names).toContain('serve');
		const [row = ''] = /.*OTEL_NODE_DISABLED_INSTRUMENTATIONS.*/.exec(readme) ?? [];
		expect(names.filter((name) => !row.includes(`\`${name}\``))).toEqual([]);
	});

	test('names files that are there', () => {
		const linked = [...readme.matchAll(/\]\(([\w./-]+)\)/g)].map(([, path = '']) => path);
		expect(linked.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
	});

	test('gives the commands that package.json has', () => {
		const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
		const named = [...readme.matchAll(/npm run ([a-z][\w:]*)/g)].map(([, name = '']) => name);
		for (const name of [...named, 'start', 'test']) expect(Object.keys(scripts)).toContain(name);
	});
});
