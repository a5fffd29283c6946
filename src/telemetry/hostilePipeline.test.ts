import { beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { fileURLToPath } from 'node:url';

// Programs of their own, on a machine that may be busy.
setDefaultTimeout(60_000);

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PROGRAM = 'src/telemetry/testing/programs/hostilePipeline.ts';

/** What a program saw, and how often a part of its telemetry threw. */
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
	return { told: stdout === '' ? stderr : stdout, failures: Number(/^failures: (\d+)$/m.exec(stderr)?.[1]) };
}

describe('spans, requests, queries, logs and measurements do as they would', () => {
	let expected = '';
	beforeAll(async () => {
		expected = (await run('nothing', 'plain')).told;
	});

	test('without any telemetry, to compare with', () => {
		for (const line of [
			'["a span of a failure","threw","RangeError: mine"]',
			'["a request",[201,"sent"]]',
			'["a query",[[{"seven":7}],"SQLiteError: near \\"nothing\\": syntax error"]]',
			'["the last export of metrics",null]',
		])
			expect(expected.split('\n')).toContain(line);
	});

	test('with telemetry', async () => {
		expect(await run('nothing')).toEqual({ told: expected, failures: 0 });
	});

	for (const part of [
		'span processor, onStart',
		'span processor, onEnding',
		'span processor, onEnd',
		'log record processor, onEmit',
		'log record processor, enabled',
		'metric exporter, at once',
		'metric exporter, later',
		'metric callback, at once',
		'metric callback, later',
		'way of the log lines',
		'listener of the live store',
		'propagator',
		'logger of failures',
	]) {
		test(`where this part of telemetry throws: ${part}`, async () => {
			const { told, failures } = await run(part);
			expect(told).toBe(expected);
			expect(failures).toBeGreaterThan(0);
		});
	}
});
