import { beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { runHostile } from './testing/hostileProgram';

// Programs of their own, on a machine that may be busy.
setDefaultTimeout(60_000);

const run = (...args: string[]) => runHostile('hostilePipeline', ...args);

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
