import { describe, expect, test } from 'bun:test';
import { UsageError } from '../flags';
import { parseOptions } from './options';

describe('the options of bench:overview', () => {
	test('are what the issue names where nothing else is said', () => {
		expect(parseOptions([])).toEqual({
			checks: 1000,
			runs: 1_000_000,
			hours: 168,
			paths: ['/', '/__data.json'],
			requests: 200,
			askers: [1, 4],
			json: false,
		});
	});

	test('lists are split', () => {
		expect(parseOptions(['--paths', '/,/api/v1/checks', '--askers', '2,8', '--json'])).toMatchObject({
			paths: ['/', '/api/v1/checks'],
			askers: [2, 8],
			json: true,
		});
	});

	test('help is told', () => {
		expect(parseOptions(['--help'])).toBe('help');
	});

	test.each([
		[['--runs', '0'], '--runs 0: expected a whole number from 1 to 100000000'],
		[['--askers', '1,x'], '--askers x: expected a whole number from 1 to 100'],
		[['--paths', '/,checks'], '--paths checks: expected paths that begin with /'],
		[['--nonsense'], '--nonsense'],
	])('%j is refused, with what was expected', (args, told) => {
		expect(() => parseOptions(args)).toThrow(UsageError);
		expect(() => parseOptions(args)).toThrow(told);
	});
});
