import { describe, expect, test } from 'bun:test';
import { parseOptions, UsageError } from './options';
import { VARIANTS } from './variants';

describe('what is asked for', () => {
	test('by default everything, five rounds', () => {
		const options = parseOptions([]);
		expect(options).toMatchObject({ route: 'api', rounds: 5, seconds: 5, connections: 10, json: false });
		expect(options).toHaveProperty('variants', Object.keys(VARIANTS));
	});

	test('variants bring what they are compared with, in the order of the table', () => {
		expect(parseOptions(['--variants', 'node-stock, glasshouse'])).toHaveProperty('variants', [
			'untraced',
			'glasshouse',
			'node-untraced',
			'node-stock',
		]);
	});

	test('--quick is short, and what is said besides goes before it', () => {
		expect(parseOptions(['--quick', '--rounds', '3'])).toMatchObject({ rounds: 3, seconds: 1 });
	});

	test('--help', () => {
		expect(parseOptions(['--help'])).toBe('help');
	});

	test.each([
		[['--route', 'start'], '--route start: expected api, page, static'],
		[['--route', 'toString'], '--route toString: expected api, page, static'],
		[['--variants', 'untraced,bun'], '--variants bun: expected untraced, kit, stock'],
		[['--variants', ''], '--variants : expected untraced'],
		[['--rounds', '0'], '--rounds 0: expected a whole number from 1 to 1000'],
		[['--seconds', '1.5'], '--seconds 1.5: expected a whole number from 1 to 600'],
		[['--connections', 'many'], '--connections many: expected a whole number from 1 to 1000'],
		[['--fast'], "Unknown option '--fast'"],
		[['api'], "Unexpected argument 'api'"],
	])('%p is refused by name', (args, message) => {
		expect(() => parseOptions(args)).toThrow(UsageError);
		expect(() => parseOptions(args)).toThrow(message);
	});
});
