import { describe, expect, test } from 'bun:test';
import { UsageError } from '../flags';
import { parseOptions } from './options';

describe('parseOptions', () => {
	test('looks for the greatest rate of one process where nothing is asked for', () => {
		expect(parseOptions([])).toEqual({
			rate: null,
			intervalSeconds: 10,
			seconds: 30,
			warmUpSeconds: 10,
			processes: 1,
			json: false,
		});
	});

	test('takes what is asked for', () => {
		const args = ['--rate', '100', '--seconds', '600', '--warm-up', '0', '--processes', '2', '--json'];
		expect(parseOptions(args)).toMatchObject({
			rate: 100,
			seconds: 600,
			warmUpSeconds: 0,
			processes: 2,
			json: true,
		});
		expect(parseOptions(['--help'])).toBe('help');
	});

	test.each(['--rate=0', '--rate=many', '--processes=17', '--nonsense'])('refuses %s', (flag) => {
		expect(() => parseOptions([flag])).toThrow(UsageError);
	});
});
