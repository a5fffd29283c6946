import { expect, test } from 'bun:test';
import { z } from 'zod';
import { startProgram } from '../support/program';

const SMALL = ['--checks', '20', '--runs', '4000', '--hours', '48', '--requests', '6', '--askers', '1,2'];

const RESULT = z.object({
	measured: z.array(
		z.object({
			path: z.string(),
			askers: z.int(),
			requests: z.int(),
			missing: z.int(),
			server: z.object({ least: z.number(), p50: z.number(), p95: z.number() }),
			statements: z.array(z.object({ name: z.string() })),
		}),
	),
});

test('bench:overview fills a database, asks as often as told, and finds the spans of every request', async () => {
	const bench = startProgram(['bun', 'bench/overview.ts', ...SMALL, '--json']);
	expect(await bench.exited, bench.output()).toBe(0);
	const output = bench.output();
	const { measured } = RESULT.parse(JSON.parse(output.slice(output.indexOf('\n{\n'))));
	expect(measured.map(({ path, askers, requests }) => [path, askers, requests])).toEqual([
		['/', 1, 6],
		['/', 2, 6],
		['/__data.json', 1, 6],
		['/__data.json', 2, 6],
	]);
	for (const { missing, server, statements } of measured) {
		expect(missing).toBe(0);
		expect(server.p95).toBeGreaterThanOrEqual(server.p50);
		expect(server.p50).toBeGreaterThanOrEqual(server.least);
		expect(server.least).toBeGreaterThan(0);
		expect(statements.some(({ name }) => name.includes('run_rollups'))).toBe(true);
	}
}, 120_000);
