import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { readdirSync } from 'node:fs';
import { z } from 'zod';
import {
	ROUTE_RESULT,
	SPAN_RESULT,
	START_RESULT,
	type RouteResult,
	type VariantResult,
} from '../../bench/overhead/result';
import { eventually } from '../support/eventually';
import { temporaryFolder } from '../support/folders';
import { startPostgres, type PostgresServer } from '../support/postgres';
import { startProgram } from '../support/program';

setDefaultTimeout(300_000);

const BENCH = ['bun', 'bench/overhead.ts'];
const HUNDRED_PERCENT = ['--variants', 'untraced,glasshouse', '--seconds', '2', '--warm-up', '15'];
/**
 * What telemetry may cost at most here, busy as a machine may be: one process has 1.8 and the next 2.0. The goal is 1.7
 * (docs/performance.md); where it was once, 2.75, is not to come back.
 */
const MOST = 2.1;

let postgres: PostgresServer;
let env: Record<string, string>;

beforeAll(async () => {
	postgres = await startPostgres();
	env = { DATABASE_URL: await postgres.createDatabase() };
});

afterAll(() => postgres.stop());

/** Runs the benchmark, which must end well; its results, and what it told meanwhile. */
async function bench<T>(args: string[], schema: z.ZodType<T>): Promise<{ result: T; printed: string }> {
	const program = startProgram([...BENCH, ...args, '--json'], { env });
	const code = await program.exited;
	const printed = program.output();
	expect({ code, printed }).toMatchObject({ code: 0 });
	const json: unknown = JSON.parse(printed.slice(printed.indexOf('[\n'), printed.lastIndexOf(']') + 1));
	return { result: schema.parse(json), printed: progressOf(printed) };
}

function progressOf(printed: string): string {
	return printed
		.split('\n')
		.filter((line) => /^ *\d+ s  /.test(line))
		.join('\n');
}

function named(name: string, { variants }: RouteResult): VariantResult {
	const found = variants.find((variant) => variant.name === name);
	if (found === undefined) throw new Error(`${name} was not measured`);
	return found;
}

describe('the benchmark of what telemetry costs', () => {
	const measure = (rounds: number) =>
		bench([...HUNDRED_PERCENT, '--rounds', String(rounds)], z.tuple([ROUTE_RESULT]));
	let result: RouteResult;
	let printed: string;

	beforeAll(async () => {
		({
			printed,
			result: [result],
		} = await measure(3));
	});

	test('measures what was asked for, and says with what', () => {
		expect(result.variants.map(({ name }) => name)).toEqual(['untraced', 'glasshouse']);
		expect(result.skipped).toEqual([]);
		expect(result.surroundings.versions).toHaveProperty('bun', Bun.version);
		expect(printed).toMatch(/this takes about 2 minutes: api, 2 variants, 3 rounds of 2 s/);
		expect(printed).toMatch(/round 3 of 3: Bun, untraced: [\d.]+ µs a request/);
	});

	test('tells ratios to untraced', () => {
		expect(named('untraced', result).ratio).toEqual({ min: 1, median: 1, max: 1 });
		const { min, median, max } = named('glasshouse', result).ratio;
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
		const { served, received, missing } = named('glasshouse', result);
		expect(missing).toBeNull();
		expect(served).toBeGreaterThan(10);
		expect(received.spans).toBe(4 * served);
		expect(received.dataPoints).toBeGreaterThan(0);
		expect(received.bytes).toBeGreaterThan(received.spans);
		expect(named('untraced', result).received.bytes).toBe(0);
	});

	test(`finds that telemetry at 100 % costs no more than ${MOST} times the CPU time without`, async () => {
		let rounds = printed;
		if (named('glasshouse', result).ratio.median > MOST) {
			// Once more and for longer, for the machine may have had other things to do.
			const again = await measure(5);
			rounds += `\n${again.printed}`;
			[result] = again.result;
		}
		const { ratio } = named('glasshouse', result);
		if (ratio.median > MOST) throw new Error(`The median ratio is ${ratio.median.toFixed(2)}:\n${rounds}`);
	});
});

describe('the other measurements', () => {
	test('a run of a check: every span of it comes, or of a share whole traces', async () => {
		const args = ['--route', 'check', '--quick', '--rounds', '1'];
		const variants = ['--variants', 'glasshouse,glasshouse-10'];
		const { result } = await bench([...args, ...variants], z.tuple([ROUTE_RESULT]));
		const [{ measurement, variants: measured }] = result;
		expect(measurement).toBe('check');
		expect(measured.map(({ name, missing }) => ({ name, missing }))).toEqual(
			['untraced', 'glasshouse', 'glasshouse-10'].map((name) => ({
				name,
				missing: null,
			})),
		);
		for (const { served, ratio, peakRssBytes } of measured) {
			expect(served).toBeGreaterThanOrEqual(200);
			expect(ratio.median).toBeGreaterThan(0);
			expect(peakRssBytes).toBeGreaterThan(0);
		}
	});

	test('starts, and spans: without a database', async () => {
		const program = bench(['--start', '--span', '--quick'], z.tuple([START_RESULT, SPAN_RESULT]));
		const [starts, spans] = (await program).result;
		expect(starts.rounds).toBe(3);
		const [nothing, ...preloads] = starts.variants;
		expect(nothing).toMatchObject({ name: 'untraced', addedMs: { min: 0, median: 0, max: 0 } });
		expect(preloads.map(({ name }) => name)).toEqual([
			'stock',
			'official',
			'glasshouse',
			'glasshouse-disabled',
		]);
		expect(preloads.every(({ addedRssBytes }) => addedRssBytes.median > 0)).toBe(true);
		expect(spans.variants.map(({ name }) => name)).toEqual(['official', 'glasshouse']);
		expect(spans.variants.every(({ micros, bytesPerSpan }) => micros.min > 0 && bytesPerSpan > 100)).toBe(
			true,
		);
	});
});

test('a flag that makes no sense is refused in a line', async () => {
	const program = startProgram([...BENCH, '--rounds', 'many'], { env });
	expect(await program.exited).toBe(2);
	expect(program.output()).toBe('bench:overhead: --rounds many: expected a whole number from 1 to 1000\n');
});

test('interrupted, it leaves nothing behind: no process, no database, no file', async () => {
	const folder = temporaryFolder();
	const long = [...BENCH, '--quick', '--rounds', '100', '--variants', 'untraced,glasshouse'];
	const program = startProgram(long, { env: { TMPDIR: folder.path } });
	await program.line(/warming up: .*Glasshouse/);
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
