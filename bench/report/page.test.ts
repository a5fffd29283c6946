import { describe, expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../tests/support/folders';
import { savedResults } from '../results';
import { chartsOf, PAGE, performancePage } from './page';
import { readResults } from './results';

describe('docs/performance.md', () => {
	const page = readFileSync(join(ROOT, PAGE), 'utf8');
	const results = readResults();

	test('says what was measured last; if not: bun run performance', async () => {
		expect(page).toBe(await performancePage(page, results));
	});

	test('shows the charts of that', () => {
		for (const [path, svg] of chartsOf(results)) {
			expect(page).toContain(`](${path.replace('docs/', '')})`);
			expect(readFileSync(join(ROOT, path), 'utf8')).toBe(svg);
		}
	});

	test('is made of a measurement of everything, in which nothing was missing', () => {
		expect([...results.routes.keys()]).toEqual(['api', 'page', 'static', 'check']);
		expect(results.start).toBeDefined();
		expect(results.span).toBeDefined();
		expect(results.checks.size).toBeGreaterThan(0);
		expect(results.overview).toBeDefined();
		expect(page).not.toContain('Incomplete');
	});

	test('does not pass over a marker that is missing', async () => {
		const failure = performancePage(page.replace('<!-- goals -->', ''), results).catch(String);
		expect(await failure).toBe('Error: docs/performance.md has no <!-- goals -->');
	});

	test('tells what to do where nothing was measured yet, and keeps what stands around', async () => {
		const empty = await performancePage(page, readResults(new Map()));
		expect(empty).toContain('Not measured yet: `bun run bench:overhead --route api --save`.');
		expect(empty).toContain('Not measured yet: `bun run bench:checks --json');
		expect(empty).toContain('Not measured yet: `bun run bench:overview --json');
		expect(await performancePage(empty, results)).toBe(page);
	});
});

test('a result of another form is refused', () => {
	const [name, result] = [...savedResults()].find(([key]) => key === 'api') ?? ['api', {}];
	expect(() => readResults(new Map([[name, { ...Object(result), variants: 'all' }]]))).toThrow('variants');
});
