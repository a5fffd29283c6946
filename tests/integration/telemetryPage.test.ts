import { describe, expect, test } from 'bun:test';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CATALOGUE_PAGES, cataloguePage } from '../../scripts/catalogue';
import { parseConfig } from '../../src/telemetry/config';
import { ROOT } from '../support/folders';

test.each(CATALOGUE_PAGES)('%s says what the catalogues say; if not: bun run catalogue', async (path) => {
	const page = readFileSync(join(ROOT, path), 'utf8');
	expect(page).toBe(await cataloguePage(path, page));
});

describe('docs/telemetry.md', () => {
	const page = readFileSync(join(ROOT, 'docs/telemetry.md'), 'utf8');

	test('does not pass over a marker that is missing', async () => {
		const without = page.replace('<!-- metrics -->', '');
		const failure = cataloguePage('docs/telemetry.md', without).catch(String);
		expect(await failure).toBe('Error: docs/telemetry.md has no <!-- metrics -->');
	});

	test('tells of every variable that telemetry reads', () => {
		const names = variables();
		expect(names).toContain('OTEL_EXPORTER_OTLP_METRICS_TIMEOUT');
		expect(names).toContain('GLASSHOUSE_KEEP_SLOWER_THAN');
		// Those of one signal are told of together.
		const told = names.map((name) =>
			name.replace(/^(OTEL_EXPORTER_OTLP)_(TRACES|METRICS|LOGS)_(?!TEMP|DEFAULT)/, '$1_'),
		);
		expect([...new Set(told)].filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
	});

	test('tells of no variable that telemetry does not read', () => {
		const firstCells = [...page.matchAll(/^\| (`[^|]*`) *\|/gm)].map(([, cell = '']) => cell);
		const told = firstCells.flatMap((cell) => cell.match(/\b(OTEL|GLASSHOUSE)_[A-Z_]+/g) ?? []);
		const names = variables();
		expect(told).toContain('OTEL_SERVICE_NAME');
		expect(told.filter((name) => !names.includes(name))).toEqual([]);
	});

	test('links to files that are there', () => {
		const linked = [...page.matchAll(/\]\(([\w./-]+)\)/g)].map(([, path = '']) => path);
		expect(linked).toContain('instrumentations.md');
		expect(linked.filter((path) => !existsSync(join(ROOT, 'docs', path)))).toEqual([]);
	});

	test('names files that are there', () => {
		const named = [...page.matchAll(/`(src\/[\w./-]+)`/g)].map(([, path = '']) => path);
		expect(named).toContain('src/telemetry/handle.ts');
		expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
	});
});

/** The name of everything that is looked up in the environment. */
function variables(): string[] {
	const names = new Set<string>();
	const get = (_: object, name: string) => {
		names.add(name);
		return undefined;
	};
	const env = new Proxy<Record<string, undefined>>({}, { get });
	parseConfig(env, { name: 'none' });
	return [...names];
}
