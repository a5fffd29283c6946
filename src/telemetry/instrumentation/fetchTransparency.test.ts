import { beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { HOSTILE_HOOKS } from '../testing/hostileHooks';
import { runProgram } from '../testing/program';

// Programs of their own, on a machine that may be busy.
setDefaultTimeout(60_000);

type Outcome = Record<string, unknown>;

const BEHAVIOUR = `await import('./src/telemetry/testing/fetchBehaviour.ts');`;

async function outcomeOf(code: string, preload: boolean): Promise<Outcome> {
	const { stdout, stderr, exitCode } = await runProgram(code, {}, preload);
	if (exitCode !== 0) throw new Error(`The program failed: ${stderr}`);
	return JSON.parse(stdout) as Outcome;
}

/** `fetch` patched over hooks that throw. */
const overHostile = (hook: string) => `
	const { makeHostile } = await import('./src/telemetry/testing/hostileHooks.ts');
	makeHostile(${JSON.stringify(hook)});
	const { instrumentFetch } = await import('./src/telemetry/instrumentation/fetch.ts');
	const native = fetch;
	instrumentFetch();
	if (fetch === native) throw new Error('fetch is not patched');
	${BEHAVIOUR}`;

describe('fetch, in every way that it can be called,', () => {
	let native: Outcome;

	beforeAll(async () => {
		native = await outcomeOf(BEHAVIOUR, false);
	});

	test('is called in many ways, and says what Bun says', () => {
		expect(Object.keys(native).length).toBeGreaterThan(70);
		expect(native['a string']).toMatchObject({ result: { status: 200, body: 'answered' } });
		expect(native['a bad header name']).toMatchObject({ result: { name: 'TypeError' }, wire: [] });
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
