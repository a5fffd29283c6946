import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { readdirSync } from 'node:fs';
import type { Result, VariantResult } from '../../bench/overhead/result';
import { eventually } from '../support/eventually';
import { temporaryFolder } from '../support/folders';
import { startPostgres, type PostgresServer } from '../support/postgres';
import { startProgram } from '../support/program';

const BENCH = ['bun', 'bench/overhead.ts'];
const QUICK = [...BENCH, '--quick', '--rounds', '2', '--variants', 'untraced,glasshouse', '--json'];

let postgres: PostgresServer;
let env: Record<string, string>;

beforeAll(async () => {
	postgres = await startPostgres();
	env = { DATABASE_URL: await postgres.createDatabase() };
});

afterAll(() => postgres.stop());

describe('the benchmark of what telemetry costs', () => {
	let result: Result;
	let printed: string;

	beforeAll(async () => {
		const program = startProgram(QUICK, { env });
		const code = await program.exited;
		printed = program.output();
		expect({ code, printed }).toMatchObject({ code: 0 });
		result = JSON.parse(printed.slice(printed.indexOf('{\n'), printed.lastIndexOf('}') + 1)) as Result;
	});

	const named = (name: string): VariantResult => {
		const found = result.variants.find((variant) => variant.name === name);
		if (found === undefined) throw new Error(`${name} was not measured:\n${printed}`);
		return found;
	};

	test('measures what was asked for, and says with what', () => {
		expect(result.variants.map(({ name }) => name)).toEqual(['untraced', 'glasshouse']);
		expect(result.skipped).toEqual([]);
		expect(result.surroundings.versions).toHaveProperty('bun', Bun.version);
		expect(printed).toMatch(/round 2 of 2: Bun, untraced: [\d.]+ µs a request/);
	});

	test('tells ratios to untraced', () => {
		expect(named('untraced').ratio).toEqual({ min: 1, median: 1, max: 1 });
		const { min, median, max } = named('glasshouse').ratio;
		expect([min, median, max].every((ratio) => Number.isFinite(ratio) && ratio > 0)).toBe(true);
		expect([min, median, max]).toEqual([min, median, max].sort((a, b) => a - b));
	});

	test('tells what each server used', () => {
		for (const { cpuMicros, requestsPerSecond, p50Ms, p99Ms, peakRssBytes } of result.variants) {
			for (const value of [cpuMicros.min, requestsPerSecond, p50Ms, peakRssBytes])
				expect(value).toBeGreaterThan(0);
			expect(p99Ms).toBeGreaterThanOrEqual(p50Ms);
		}
	});

	test('has received every span: of the server, of kit, and of the query', () => {
		const { served, received, missing } = named('glasshouse');
		expect(missing).toBeNull();
		expect(served).toBeGreaterThan(10);
		expect(received.spans).toBe(4 * served);
		expect(received.dataPoints).toBeGreaterThan(0);
		expect(received.bytes).toBeGreaterThan(received.spans);
		expect(named('untraced').received.bytes).toBe(0);
	});
});

test('a flag that makes no sense is refused in a line', async () => {
	const program = startProgram([...BENCH, '--rounds', 'many'], { env });
	expect(await program.exited).toBe(2);
	expect(program.output()).toBe('bench:overhead: --rounds many: expected a whole number from 1 to 1000\n');
});

test('interrupted, it leaves nothing behind: no process, no database, no file', async () => {
	const folder = temporaryFolder();
	const program = startProgram([...QUICK, '--rounds', '100'], { env: { TMPDIR: folder.path } });
	await program.line(/warming up: Glasshouse/);
	const started = descendantsOf(program.pid);
	// Two servers, the sink and PostgreSQL at least.
	expect(started.length).toBeGreaterThanOrEqual(4);
	program.signal('SIGINT');
	expect(await program.exited).toBe(130);
	await eventually('its processes to end', () => {
		const running = new Set(processes().map(({ pid }) => pid));
		return started.every((pid) => !running.has(pid));
	});
	expect(readdirSync(folder.path)).toEqual([]);
	folder.remove();
});

function processes(): { pid: number; parent: number }[] {
	const { stdout } = Bun.spawnSync(['ps', '-A', '-o', 'pid=,ppid=']);
	const rows = stdout.toString().trim().split('\n');
	return rows.map((row) => {
		const [pid, parent] = row.trim().split(/\s+/).map(Number);
		return { pid: pid ?? NaN, parent: parent ?? NaN };
	});
}

function descendantsOf(ancestor: number, all = processes()): number[] {
	const children = all.filter(({ parent }) => parent === ancestor).map(({ pid }) => pid);
	return [...children, ...children.flatMap((pid) => descendantsOf(pid, all))];
}
