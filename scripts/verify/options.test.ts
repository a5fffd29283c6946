import { describe, expect, test } from 'bun:test';
import { UsageError } from '../../bench/flags';
import { parseOptions, PLACES, USAGE } from './options';

describe('flags', () => {
	test('none looks in an app of its own', () => {
		expect(parseOptions([])).toEqual({
			url: null,
			target: null,
			self: true,
			otlp: false,
			backends: [],
			schedule: true,
			timeoutMs: 30_000,
			json: false,
		});
	});

	test('another place takes the place of the app, unless both are asked for', () => {
		expect(parseOptions(['--otlp'])).toMatchObject({ self: false, otlp: true });
		expect(parseOptions(['--self', '--otlp'])).toMatchObject({ self: true, otlp: true });
		expect(parseOptions(['--tempo', 'http://tempo:3200/', '--prometheus', 'http://p:9090'])).toMatchObject({
			self: false,
			backends: [
				{ name: 'tempo', url: 'http://tempo:3200' },
				{ name: 'prometheus', url: 'http://p:9090' },
			],
		});
	});

	test('a Glasshouse that runs sends its metrics once a minute, and is given the time', () => {
		const url = ['--url', 'https://glasshouse.example/'];
		expect(parseOptions(url)).toMatchObject({ url: 'https://glasshouse.example', timeoutMs: 90_000 });
		expect(parseOptions([...url, '--timeout', '5'])).toMatchObject({ timeoutMs: 5000 });
	});

	test('the schedule is awaited unless that is not wanted', () => {
		expect(parseOptions(['--no-schedule'])).toMatchObject({ schedule: false });
	});

	test.each([
		[['--jaeger', 'localhost:16686'], '--jaeger localhost:16686: expected a URL'],
		[['--url', 'ftp://x'], '--url ftp://x: expected a URL'],
		[['--timeout', '0'], '--timeout 0: expected a whole number from 1'],
		[['--otlp', '--url', 'http://x'], '--otlp: expected no --url'],
		[['--otlp', '--jaeger', 'http://x'], '--otlp: expected no --jaeger'],
		[['--token', 'x'], '--token'],
		[['--tempo'], '--tempo'],
	])('%p is refused', (args, message) => {
		expect(() => parseOptions(args)).toThrow(UsageError);
		expect(() => parseOptions(args)).toThrow(message);
	});

	test('credentials in a URL are refused, and not repeated', () => {
		const refused = () => parseOptions(['--tempo', 'https://me:hunter2@tempo']);
		expect(refused).toThrow('--tempo: expected no user name and password');
		expect(refused).not.toThrow('hunter2');
	});

	test('a query is for what a check requests, where it is used as it is', () => {
		expect(parseOptions(['--target', 'http://x/health?full=1'])).toMatchObject({
			target: 'http://x/health?full=1',
		});
		expect(() => parseOptions(['--tempo', 'http://x?key=hunter2'])).toThrow('--tempo: expected an address');
	});

	test('the help names every place, and where secrets come from', () => {
		expect(parseOptions(['--help', '--otlp'])).toBe('help');
		for (const place of PLACES) expect(USAGE).toContain(`--${place}`);
		for (const name of ['GLASSHOUSE_TOKEN', 'SIGNOZ_API_KEY', '--no-schedule', 'docs/verify.md'])
			expect(USAGE).toContain(name);
	});
});
