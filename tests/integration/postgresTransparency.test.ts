import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { HOSTILE_HOOKS } from '../../src/telemetry/testing/hostileHooks';
import { runProgram } from '../../src/telemetry/testing/program';
import { startPostgres, type PostgresServer } from '../support/postgres';

// Programs of their own, on a machine that may be busy.
setDefaultTimeout(60_000);

type Outcome = Record<string, unknown>;

let postgres: PostgresServer;

beforeAll(async () => {
	postgres = await startPostgres();
});

afterAll(() => postgres.stop());

async function outcomeOf(code: string, preload: boolean): Promise<Outcome> {
	const PG_URL = await postgres.createDatabase();
	const { stdout, stderr, exitCode } = await runProgram(code, { PG_URL }, preload);
	if (exitCode !== 0) throw new Error(`The program failed: ${stderr}`);
	return JSON.parse(stdout.replaceAll(new URL(PG_URL).pathname, '/database')) as Outcome;
}

describe.each([
	{
		library: 'pg',
		module: 'postgres',
		start: 'instrumentPostgres',
		behaviour: 'pgBehaviour',
		isNative: "String((await import('pg')).default.Client.prototype.query).includes('new Query')",
	},
	{
		library: 'Bun.sql',
		module: 'sql',
		start: 'instrumentSql',
		behaviour: 'sqlBehaviour',
		isNative: "String(new Bun.SQL(':memory:')``.resolve).includes('#settling')",
	},
])('$library, in every way that it can be called,', ({ module, start, behaviour, isNative }) => {
	const isPatched = (yes: boolean) => `if ((${isNative}) === ${yes}) throw new Error('Patched?');`;
	const asked = `await import('./tests/support/programs/${behaviour}.ts');`;
	const instrumented = `
		const { ${start} } = await import('./src/telemetry/instrumentation/${module}.ts');
		${start}();
		${isPatched(true)}`;
	const overHostile = (hook: string) => `
		const { makeHostile } = await import('./src/telemetry/testing/hostileHooks.ts');
		makeHostile(${JSON.stringify(hook)});
		${instrumented}
		${asked}`;
	let native: Outcome;

	beforeAll(async () => {
		native = await outcomeOf(`${isPatched(false)} ${asked}`, false);
	});

	test('is called in many ways, and answers as it always does', () => {
		expect(Object.keys(native).length).toBeGreaterThan(50);
	});

	test('answers and throws the same where it is traced', async () => {
		const traced = `
			const { context, ROOT_CONTEXT, trace } = await import('@opentelemetry/api');
			${instrumented}
			const span = trace.getTracer('test').startSpan('operation');
			await context.with(trace.setSpan(ROOT_CONTEXT, span), async () => { ${asked} });`;
		expect(await outcomeOf(traced, true)).toEqual(native);
	});

	for (const hook of HOSTILE_HOOKS) {
		test(`answers and throws the same where the ${hook} throws`, async () => {
			expect(await outcomeOf(overHostile(hook), false)).toEqual(native);
		});
	}
});
