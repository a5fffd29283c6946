import { expect, test } from 'bun:test';
import { parseOptions } from './options';
import { describePlan } from './plan';

function planOf(...args: string[]): string {
	const options = parseOptions(args);
	if (options === 'help') throw new Error('There is no plan for help');
	return describePlan(options);
}

test('it is told before anything begins how long it takes', () => {
	expect(planOf('--variants', 'glasshouse')).toBe(
		'this takes about 4 minutes: api, 2 variants, 5 rounds of 3 s',
	);
	expect(planOf('--start', '--span')).toMatch(
		/^this takes about \d+ seconds: start, 15 rounds; span, 15 rounds$/,
	);
	expect(planOf('--all')).toMatch(
		/^this takes about \d\d\d minutes: api, 10 variants, .*; check, 8 variants/,
	);
});
