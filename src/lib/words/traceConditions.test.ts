import { expect, test } from 'bun:test';
import { conditions, conditionWords } from './traceConditions';

const told = (query: string) =>
	conditions(new URLSearchParams(query)).map((condition) => [conditionWords(condition), condition.without]);

test('each condition can be removed alone', () => {
	expect(told('q=a%26b&errors=1&page=1&range=24h')).toEqual([
		['text contains “a&b”', '?errors=1&page=1&range=24h'],
		['errors only', '?q=a%26b&page=1&range=24h'],
	]);
});

test('several values of one kind are one condition, those that are not wanted another', () => {
	expect(told('service=web&service=worker&service=!shop&part=2')).toEqual([
		['service is web or worker', '?service=%21shop'],
		['service not shop', '?service=web&service=worker'],
	]);
});

test('durations and times have two ends or one', () => {
	expect(told('minMs=500&maxMs=2000')).toEqual([['took 500 ms to 2.000 s', '?']]);
	expect(told('minMs=500')).toEqual([['took at least 500 ms', '?']]);
	expect(told('maxMs=2000&open=1&repeats=1')[0]).toEqual(['took less than 2.000 s', '?open=1&repeats=1']);
	expect(told('from=2026-11-21T13:00:00Z&to=2026-11-21T14:00:00Z')[0]?.[0]).toMatch(
		/^began \d\d:00:00 to \d\d:00:00$/,
	);
	expect(told('to=2026-11-21T14:00:00Z')[0]?.[0]).toMatch(/^began before \d\d:00:00$/);
});

test('how the list is shown is no condition', () =>
	expect(told('sort=spans&range=15m&table=&page=1')).toEqual([]));
