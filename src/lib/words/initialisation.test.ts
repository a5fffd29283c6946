import { describe, expect, test } from 'bun:test';
import type { Initialisation } from '$telemetry/health/types';
import { initialisedOnce, takenByAnother } from '$telemetry/testing/initialisation';
import { askedAgain, initialisedHow, notOnce } from './initialisation';

const AT = '2026-11-21T14:00:00.000Z';
const ONCE = initialisedOnce(AT);
const not = (given: Partial<Initialisation>): Initialisation => ({ ...ONCE, once: false, ...given });

test('once is said in a word, and nothing else of it', () => {
	expect(initialisedHow(ONCE)).toBe('once');
	expect(askedAgain(ONCE)).toBe('never');
	expect(notOnce(ONCE)).toEqual([]);
});

test('asking again is counted, and harms nothing', () => {
	expect(askedAgain({ ...ONCE, repeats: 1 })).toBe('1 time, and given what ran');
	expect(askedAgain({ ...ONCE, repeats: 2 })).toBe('2 times, and given what ran');
	expect(notOnce({ ...ONCE, repeats: 2 })).toEqual([]);
});

describe('what is not once is told with what can be done', () => {
	test.each<[string, Initialisation, string, string[]]>([
		[
			'an SDK that came first',
			takenByAnother(AT, 'trace', 'context'),
			'once, and disturbed',
			['Somebody came first', '`trace` and `context`', '--preload'],
		],
		[
			'one that took our place',
			not({ globals: { ...ONCE.globals, metrics: 'replaced' } }),
			'once, and disturbed',
			['in our place: `metrics`', 'Take the other OpenTelemetry SDK out'],
		],
		[
			'one that took ours away',
			not({ globals: { ...ONCE.globals, logs: 'removed' } }),
			'once, and disturbed',
			['taken ours away: `logs`', '`disable()`'],
		],
		['one that came later', not({ refused: 5 }), 'once, and disturbed', ['started later', 'five things']],
		['one thing that came later', not({ refused: 1 }), 'once, and disturbed', ['one thing of its own']],
		['a start that failed before', not({ times: 2 }), '2 times', ['two times', 'failed halfway']],
	])('%s', (_, initialisation, how, says) => {
		expect(initialisedHow(initialisation)).toBe(how);
		const [why = '', ...more] = notOnce(initialisation);
		for (const part of says) expect(why).toContain(part);
		expect(more).toEqual([]);
	});

	test('each of several', () => {
		expect(notOnce({ ...takenByAnother(AT, 'trace'), times: 2, refused: 3 })).toHaveLength(3);
	});
});
