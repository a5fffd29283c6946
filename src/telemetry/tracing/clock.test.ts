import { ROOT_CONTEXT, trace, type HrTime, type Span, type TimeInput } from '@opentelemetry/api';
import { afterEach, describe, expect, test } from 'bun:test';
import { GuardedSpan } from '../guarded/span';
import { expectInsideParents } from '../testing/insideParents';
import { nanos, spin } from '../testing/time';
import { newAnchor, timeOfDay } from './clock';
import { collecting } from './testing/collecting';

function setUp() {
	const { tracer, spans } = collecting();
	const start = (parent?: Span, startTime?: TimeInput) =>
		tracer.startSpan('span', { startTime }, parent ? trace.setSpan(ROOT_CONTEXT, parent) : ROOT_CONTEXT);
	return { spans, start };
}

const millis = (time: HrTime | undefined) => Number(nanos(time ?? [0, 0])) / 1e6;

const { now } = Date;
afterEach(() => {
	Date.now = now;
});

test('no child begins before its parent or ends after it', () => {
	const { spans, start } = setUp();
	for (let i = 0; i < 300; i += 1) {
		const parent = start();
		spin(0.05 + (i % 10) / 100);
		const child = start(i % 2 === 0 ? parent : new GuardedSpan(parent));
		const grandchild = start(child);
		grandchild.addEvent('now');
		grandchild.end();
		child.end();
		parent.end();
	}
	expect(expectInsideParents(spans.ended)).toBe(600);
});

test('tells the wall clock, to the fraction of a millisecond', () => {
	const { spans, start } = setUp();
	const before = Date.now();
	for (let i = 0; i < 50; i += 1) start().end();
	for (const { startTime } of spans.ended) {
		expect(millis(startTime)).toBeGreaterThan(before - 25);
		expect(millis(startTime)).toBeLessThan(Date.now() + 25);
	}
	expect(spans.ended.some(({ startTime }) => startTime[1] % 1_000_000 !== 0)).toBe(true);
});

test('keeps a given start, and ends such a span by the clock of its trace', () => {
	const { spans, start } = setUp();
	const parent = start();
	const given = performance.timeOrigin + performance.now();
	const child = start(parent, given);
	spin(2);
	child.end();
	parent.end();
	const [ended, outer] = spans.ended;
	expect(millis(ended?.startTime)).toBeCloseTo(given, 2);
	expect(nanos(ended?.endTime ?? [0, 0])).toBeLessThanOrEqual(nanos(outer?.endTime ?? [0, 0]));
	expect(millis(ended?.duration)).toBeGreaterThanOrEqual(1.9);
});

describe('where somebody sets the wall clock', () => {
	const HOUR_MS = 3_600_000;

	function setClock(byMs: number): void {
		Date.now = () => now() + byMs;
		spin(101); // it is looked at ten times a second
	}

	test('a trace goes on with the clock that it began with', () => {
		const { spans, start } = setUp();
		const parent = start();
		setClock(HOUR_MS);
		start(parent).end();
		parent.end();
		for (const { duration } of spans.ended) expect(millis(duration)).toBeLessThan(HOUR_MS / 2);
		const [child, outer] = spans.ended;
		expect(millis(child?.startTime) - millis(outer?.startTime)).toBeLessThan(HOUR_MS / 2);
	});

	test('a new trace tells the new time, and the old one when it is set back', () => {
		const { spans, start } = setUp();
		setClock(HOUR_MS);
		start().end();
		setClock(0);
		start().end();
		const [ahead, back] = spans.ended;
		expect(Math.abs(millis(ahead?.startTime) - now() - HOUR_MS)).toBeLessThan(HOUR_MS / 2);
		expect(Math.abs(millis(back?.startTime) - now())).toBeLessThan(HOUR_MS / 2);
	});

	test('a clock that is a little off stays as it is', () => {
		const before = newAnchor();
		setClock(10);
		expect(newAnchor()).toBe(before);
	});
});

describe('the time of day', () => {
	const cases: [anchor: number, nowMs: number, time: HrTime][] = [
		[0, 0, [0, 0]],
		[1_700_000_000_000, 0, [1_700_000_000, 0]],
		[1_700_000_000_000.5, 0.25, [1_700_000_000, 750_000]],
		[1_700_000_000_999.5, 0.5, [1_700_000_001, 0]],
		[1_700_000_000_000, 1_234.567891, [1_700_000_001, 234_567_890]],
		[1_700_000_000_000, -0.5, [1_699_999_999, 999_500_000]],
	];
	test.each(cases)('of %d and %d', (anchor, nowMs, [seconds, rest]) => {
		const told = timeOfDay(anchor, nowMs);
		expect(told[0]).toBe(seconds);
		expect(Math.abs(told[1] - rest)).toBeLessThanOrEqual(1);
	});

	test('never goes back, and its nanoseconds stay below a second', () => {
		let last = 0n;
		for (let i = 0; i < 20_000; i += 1) {
			const time = timeOfDay(1_700_000_000_123.456, i * 0.0501);
			expect(time[1]).toBeLessThan(1e9);
			expect(nanos(time)).toBeGreaterThan(last);
			last = nanos(time);
		}
	});
});
