import { beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { runHostile } from '../testing/hostileProgram';

// Programs of their own, on a machine that may be busy.
setDefaultTimeout(60_000);

const run = (...args: string[]) => runHostile('hostile', ...args);

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
