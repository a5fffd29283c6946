import { describe, expect, test } from 'bun:test';
import { countStates, fleetSentence, type StateCounts } from './fleet';

const none: StateCounts = { waiting: 0, passing: 0, slow: 0, failing: 0, paused: 0 };

describe('fleetSentence', () => {
	const cases: [Partial<StateCounts>, string][] = [
		[{}, 'No checks yet. Give Glasshouse an address.'],
		[
			{ failing: 1, slow: 2, passing: 20, paused: 1 },
			'One check is failing and two are slow. The other 20 are passing, and one is paused.',
		],
		[{ passing: 1 }, 'The only check is passing.'],
		[{ passing: 2 }, 'Both checks are passing.'],
		[{ passing: 1200 }, 'All 1\u202f200 checks are passing.'],
		[{ failing: 3 }, 'Three checks are failing.'],
		[{ slow: 1, passing: 1 }, 'One check is slow. The other is passing.'],
		[{ failing: 12, slow: 1 }, '12 checks are failing and one is slow.'],
		[{ waiting: 1 }, 'One check is waiting for its first run.'],
		[{ passing: 1, paused: 2 }, 'One check is passing, and two are paused.'],
		[
			{ passing: 4, waiting: 2, paused: 1 },
			'Four checks are passing, two are waiting for their first run, and one is paused.',
		],
		[{ failing: 1, paused: 1 }, 'One check is failing. One is paused.'],
		[{ paused: 3 }, 'Three checks are paused.'],
	];
	for (const [counts, sentence] of cases) {
		test(sentence, () => expect(fleetSentence({ ...none, ...counts })).toBe(sentence));
	}
});

test('countStates counts every state', () => {
	const states = ['failing', 'slow', 'slow', 'passing', 'paused', 'waiting', 'passing', 'passing'] as const;
	expect(countStates(states.map((state) => ({ state })))).toEqual({
		waiting: 1,
		passing: 3,
		slow: 2,
		failing: 1,
		paused: 1,
	});
});
