import { expect, test } from 'bun:test';
import { UsageError } from '../flags';
import { parseOptions } from './options';

test('what the issue asks for is the default', () => {
	expect(parseOptions([])).toEqual({ events: 5000, seconds: 30, targetMs: 300, json: false });
	expect(parseOptions(['--help'])).toBe('help');
});

test.each(['--events 0', '--seconds x', '--target-ms -1', '--nothing'])('%s is refused', (flags) => {
	expect(() => parseOptions(flags.split(' '))).toThrow(UsageError);
});
