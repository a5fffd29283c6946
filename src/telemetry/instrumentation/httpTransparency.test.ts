import { beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { HOSTILE_HOOKS } from '../testing/hostileHooks';
import { runProgram } from '../testing/program';

// Programs of their own, on a machine that may be busy.
setDefaultTimeout(60_000);

type Outcome = Record<string, unknown>;

const BEHAVIOUR = `await import('./src/telemetry/testing/httpBehaviour.ts');`;

async function outcomeOf(code: string, preload: boolean): Promise<Outcome> {
	const { stdout, stderr, exitCode } = await runProgram(code, {}, preload);
	if (exitCode !== 0) throw new Error(`The program failed: ${stderr}`);
	return JSON.parse(stdout) as Outcome;
}

/** `node:http` patched over hooks that throw. */
const overHostile = (hook: string) => `
	const { makeHostile } = await import('./src/telemetry/testing/hostileHooks.ts');
	makeHostile(${JSON.stringify(hook)});
	const { parseConfig } = await import('./src/telemetry/config.ts');
	const { instrument } = await import('./src/telemetry/instrument.ts');
	const off = 'serve,websocket,fetch,pg,sql,runtime';
	instrument(parseConfig({ OTEL_NODE_DISABLED_INSTRUMENTATIONS: off }, { name: 'hostile' }));
	const { get, request, Server } = await import('node:http');
	for (const patched of [get, request, Server.prototype.emit])
		if (patched.__original === undefined) throw new Error('node:http is not patched');
	${BEHAVIOUR}`;

describe('node:http, in every way that it serves and asks,', () => {
	let native: Outcome;

	beforeAll(async () => {
		native = await outcomeOf(BEHAVIOUR, false);
	});

	test('is used in many ways, and says what Bun says', () => {
		expect(Object.keys(native).length).toBeGreaterThan(50);
		expect(native['a string']).toMatchObject({
			result: {
				events: [
					['response', 200, '1'],
					['end', 'answered', true],
				],
			},
		});
		expect(native['headers of a list']).toMatchObject({
			wire: [expect.stringContaining('A: 1\r\nB: 2\r\n')],
		});
		expect(native['/throwsZero']).toMatchObject({ told: [['this', true], 'uncaught 0'] });
		expect(native['/plain']).toMatchObject({ result: expect.stringContaining('plain') as string });
	});

	test('answers, throws and sends the same where it is traced', async () => {
		expect(await outcomeOf(BEHAVIOUR, true)).toEqual(native);
	});

	for (const hook of HOSTILE_HOOKS) {
		test(`answers, throws and sends the same where the ${hook} throws`, async () => {
			expect(await outcomeOf(overHostile(hook), false)).toEqual(native);
		});
	}
});
