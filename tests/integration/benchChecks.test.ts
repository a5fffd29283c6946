import { expect, test } from 'bun:test';
import type { Result } from '../../bench/checks/run';
import { startPostgres } from '../support/postgres';
import { startProgram } from '../support/program';

const RATE = 6;
const INTERVAL_S = 10;
const BENCH = ['bun', 'bench/checks.ts', '--rate', String(RATE), '--seconds', '10', '--warm-up', '0'];

test('two processes carry out what falls due: no run is lost, none is done twice, every span arrives', async () => {
	const postgres = await startPostgres();
	const env = { DATABASE_URL: await postgres.createDatabase() };
	const program = startProgram([...BENCH, '--processes', '2', '--json'], { env });
	const code = await program.exited;
	const printed = program.output();
	expect({ code, printed }).toMatchObject({ code: 0 });
	const { rates, complete } = JSON.parse(
		printed.slice(printed.indexOf('{\n'), printed.lastIndexOf('}') + 1),
	) as Result;

	expect(complete.faults).toEqual([]);
	expect(complete.runs).toBeGreaterThan(RATE * INTERVAL_S);
	expect(complete.spansReceived).toBe(complete.spansExpected);
	expect(complete.allSpans).toBeGreaterThan(complete.spansReceived);
	expect(Object.values(complete.runsByProcess).reduce((sum, runs) => sum + runs)).toBe(complete.runs);
	const [measured] = rates;
	expect(measured?.checks).toBe(RATE * INTERVAL_S);
	expect(measured?.due).toBeGreaterThanOrEqual(RATE * INTERVAL_S);
	expect(measured?.done).toBeGreaterThan(0);
	expect(measured?.memory).toHaveLength(2);
	await postgres.stop();
}, 120_000);

test('a flag that makes no sense is refused in a line', async () => {
	const program = startProgram(['bun', 'bench/checks.ts', '--rate', 'many'], { env: {} });
	expect(await program.exited).toBe(2);
	expect(program.output()).toBe('bench:checks: --rate many: expected a whole number from 1 to 10000\n');
});
