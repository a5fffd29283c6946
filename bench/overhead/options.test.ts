import { describe, expect, test } from 'bun:test';
import { UsageError } from '../flags';
import { parseOptions } from './options';
import { VARIANTS } from './variants';

describe('what is asked for', () => {
	test('by default one route in every variant, five rounds', () => {
		const options: unknown = parseOptions([]);
		expect(options).toEqual({
			measurements: ['api'],
			variants: Object.keys(VARIANTS),
			settings: { rounds: 5, seconds: 3, warmUpSeconds: 20, connections: 10 },
			shortRounds: 15,
			save: false,
			json: false,
		});
	});

	test.each([
		[['--route', 'check'], ['check']],
		[['--start'], ['start']],
		[
			['--span', '--route', 'page'],
			['page', 'span'],
		],
		[['--all'], ['api', 'page', 'static', 'check', 'start', 'span']],
	])('%p measures %p', (args, measurements) => {
		expect(parseOptions(args)).toHaveProperty('measurements', measurements);
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
		expect(parseOptions(['--quick'])).toHaveProperty('shortRounds', 3);
		expect(parseOptions(['--quick', '--rounds', '4'])).toMatchObject({
			settings: { rounds: 4, seconds: 1, warmUpSeconds: 1 },
			shortRounds: 4,
		});
	});

	test('--help', () => {
		expect(parseOptions(['--help'])).toBe('help');
	});

	test.each([
		[['--route', 'start'], '--route start: expected api, page, static, check'],
		[['--route', 'toString'], '--route toString: expected api, page, static, check'],
		[['--variants', 'untraced,bun'], '--variants bun: expected untraced, kit, stock'],
		[['--variants', ''], '--variants : expected untraced'],
		[['--rounds', '0'], '--rounds 0: expected a whole number from 1 to 1000'],
		[['--seconds', '1.5'], '--seconds 1.5: expected a whole number from 1 to 600'],
		[['--warm-up', 'long'], '--warm-up long: expected a whole number from 1 to 600'],
		[['--connections', 'many'], '--connections many: expected a whole number from 1 to 1000'],
		[['--fast'], "Unknown option '--fast'"],
		[['api'], "Unexpected argument 'api'"],
	])('%p is refused by name', (args, message) => {
		expect(() => parseOptions(args)).toThrow(UsageError);
		expect(() => parseOptions(args)).toThrow(message);
	});
});
