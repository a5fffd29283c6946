import { beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { fileURLToPath } from 'node:url';

// Programs of their own, on a machine that may be busy.
setDefaultTimeout(60_000);

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const PROGRAM = 'src/telemetry/testing/programs/hostile.ts';

/** What a program told, and how often a part of its telemetry threw. */
async function run(...args: string[]): Promise<{ told: string; failures: number }> {
	const child = Bun.spawn([process.execPath, PROGRAM, ...args], {
		cwd: ROOT,
		env: {},
		stdout: 'pipe',
		stderr: 'pipe',
		timeout: 50_000,
	});
	const [stdout, stderr] = await Promise.all([
		new Response(child.stdout).text(),
		new Response(child.stderr).text(),
	]);
	const failures = Number(/^failures: (\d+)$/m.exec(stderr)?.[1]);
	return { told: stdout === '' ? stderr : stdout, failures };
}

describe('a server and its WebSockets do as they would', () => {
	let expected = '';
	beforeAll(async () => {
		expected = (await run('nothing', 'plain')).told;
	});

	test('without any telemetry, to compare with', () => {
		for (const line of [
			'GET /x true',
			'error RangeError: thrown',
			'open kept true',
			'received hello',
			'close 4000',
		])
			expect(expected.split('\n')).toContain(line);
	});

	test('with telemetry', async () => {
		expect(await run('nothing')).toEqual({ told: expected, failures: 0 });
	});

	for (const part of [
		'tracer',
		'span',
		'spanContext',
		'meterProvider',
		'meter',
		'instruments',
		'propagator',
		'context',
		'contextLater',
		'everything',
	]) {
		test(`where this part of telemetry throws: ${part}`, async () => {
			const { told, failures } = await run(part);
			expect(told).toBe(expected);
			expect(failures).toBeGreaterThan(0);
		});
	}
});
