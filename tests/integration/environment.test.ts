// Every variable of the environment that telemetry knows: what it brings about, seen from outside of a program that
// was started with it; or how it is refused, by name and with a reason.
import { beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { parseConfig } from '../../src/telemetry/config';
import { CERTIFICATES } from '../support/environment/certificates';
import { DELIVERY } from '../support/environment/delivery';
import { IDENTITY } from '../support/environment/identity';
import { LIMITS } from '../support/environment/limits';
import { METRICS } from '../support/environment/metrics';
import { OTLP_SETTINGS } from '../support/environment/otlp';
import { REFUSED, UNSUPPORTED } from '../support/environment/refused';
import { SAMPLING } from '../support/environment/sampling';
import { see, type Seen } from '../support/environment/start';
import { startProgram } from '../support/program';

setDefaultTimeout(60_000);

const TABLES = {
	identity: IDENTITY,
	OTLP: OTLP_SETTINGS,
	certificates: CERTIFICATES,
	delivery: DELIVERY,
	limits: LIMITS,
	sampling: SAMPLING,
	metrics: METRICS,
};

for (const [table, starts] of Object.entries(TABLES)) {
	describe(table, () => {
		for (const start of starts) {
			describe(start.title, () => {
				let seen: Seen;
				beforeAll(async () => {
					seen = await see(start);
				});
				for (const { rule, variables, holds, is } of start.rows) {
					test(`${rule} (${variables.join(', ')})`, () => expect(holds(seen)).toEqual(is));
				}
			});
		}
	});
}

describe('what cannot be had', () => {
	for (const [name, value, reason] of REFUSED) {
		test(`${name}=${value} stops the start, by name and with a reason`, async () => {
			const { output, code } = await run({ [name]: value });
			expect(output).toContain(`glasshouse: ${name}="${value}" is not usable: expected `);
			expect(output).toContain(reason);
			expect(output.trim().split('\n')).toHaveLength(1);
			expect(code).toBe(1);
		});
	}

	test('is told, by name and with a reason, where nothing depends on it', async () => {
		const env = Object.fromEntries(UNSUPPORTED.map(([name]) => [name, 'something']));
		const { output, code } = await run({ ...env, OTEL_PYTHON_LOG_CORRELATION: 'true' });
		const told = output.trim().split('\n');
		expect(told).toHaveLength(UNSUPPORTED.length);
		for (const [i, [name, reason]] of UNSUPPORTED.entries()) {
			expect(told[i]).toStartWith(`[telemetry] ${name} is not honoured: `);
			expect(told[i]).toContain(reason);
		}
		expect(code).toBe(0);
	});
});

test('there is a row for every variable that is read', () => {
	const read = new Set<string>();
	const get = (_: object, name: string) => void read.add(name);
	parseConfig(new Proxy({}, { get }), { name: 'any' });
	const shown = Object.values(TABLES).flatMap((starts) =>
		starts.flatMap(({ rows }) => rows.flatMap(({ variables }) => variables)),
	);
	expect([...read].sort()).toEqual([...new Set(shown)].sort());
});

async function run(env: Record<string, string>): Promise<{ output: string; code: number }> {
	const program = startProgram(['bun', '--preload', './telemetry.ts', '-e', 'void 0'], { env });
	const code = await program.exited;
	return { output: program.output(), code };
}
