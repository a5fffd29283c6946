import { expect, test } from 'bun:test';
import { latestMs, ServerClock } from './now';
import { makeSpan, nano } from './traceFixture';

test('before it heard anything the clock is the local one', () =>
	expect(new ServerClock().at(1234)).toBe(1234));

test('the shortest way from the server is the best estimate, whichever clock is ahead', () => {
	for (const skew of [5000, -5000]) {
		const clock = new ServerClock();
		for (const latency of [80, 20, 300]) clock.heard(1000 + skew, 1000 + latency);
		expect(clock.at(2000)).toBe(2000 + skew - 20);
	}
});

test('latestMs is the last moment that spans, events and lines tell of', () => {
	const event = { name: 'late', timeUnixNano: nano(70), attributes: {} };
	const spans = [makeSpan('a', null, 0, 50), makeSpan('b', null, 60, null, { events: [event] })];
	const line = {
		timeUnixNano: nano(80),
		level: 'info',
		message: '',
		traceId: null,
		spanId: null,
		attributes: {},
	} as const;
	const base = latestMs([makeSpan('zero', null, 0, 0)], []);
	expect(latestMs(spans, []) - base).toBeCloseTo(70, 2);
	expect(latestMs(spans, [line]) - base).toBeCloseTo(80, 2);
	expect(latestMs([], [])).toBe(0);
});
