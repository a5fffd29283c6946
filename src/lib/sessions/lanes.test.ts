import { describe, expect, test } from 'bun:test';
import type { SessionEvent } from '$trace/sessionEvent';
import { droppedIn, HEALTH, lanesOf, lastMs, type Lane } from './lanes';

let made = 0;

function event(type: string, atMs: number, given: Partial<SessionEvent> = {}): SessionEvent {
	return {
		sessionId: 'run',
		id: `e${(made += 1)}`,
		type,
		phase: 'event',
		timeUnixNano: String(1_700_000_000_000_000_000n + BigInt(atMs * 1e6)),
		traceId: null,
		spanId: null,
		correlationId: null,
		parentId: null,
		latencyMs: null,
		instanceId: 'a',
		data: {},
		...given,
	};
}

const ORIGIN = 1_700_000_000_000;
const start = (type: string, atMs: number, id: string, parentId: string | null = null) =>
	event(type, atMs, { phase: 'start', correlationId: id, parentId });
const end = (type: string, atMs: number, id: string, latencyMs: number, given: Partial<SessionEvent> = {}) =>
	event(type, atMs, { phase: 'end', correlationId: id, latencyMs, ...given });
const shape = (lanes: Lane[]) =>
	lanes.map(({ type, depth, startMs, endMs }) => [type, depth, startMs, endMs]);

describe('lanesOf', () => {
	test('puts every line below the one that it stands in, in the order of time', () => {
		const lanes = lanesOf(
			[
				end('step.request', 30, 's', 20, { data: { status: 200 } }),
				event('probe.answered', 20, { parentId: 's' }),
				start('run', 0, 'r'),
				start('step.judge', 31, 'j', 'r'),
				start('step.request', 10, 's', 'r'),
			],
			ORIGIN,
		);
		expect(shape(lanes)).toEqual([
			['run', 0, 0, null],
			['step.request', 1, 10, 30],
			['probe.answered', 2, 20, 20],
			['step.judge', 1, 31, null],
		]);
		expect(lanes[1]).toMatchObject({ latencyMs: 20, data: { status: 200 }, failed: false, isSpan: true });
		expect(lastMs(lanes, 99)).toBe(99);
		expect(lastMs(lanes.slice(1, 3), 99)).toBe(30);
	});

	test('begins an end without a start as long ago as it took', () => {
		expect(shape(lanesOf([end('step.request', 30, 's', 12)], ORIGIN))).toEqual([['step.request', 0, 18, 30]]);
	});

	test('survives parents that are unknown, or go in circles', () => {
		const lanes = lanesOf(
			[start('a', 1, '1', '2'), start('b', 2, '2', '1'), event('c', 3, { parentId: '9' })],
			ORIGIN,
		);
		expect(lanes.map(({ type }) => type).sort()).toEqual(['a', 'b', 'c']);
	});

	test('shows what is asked for, and health apart from it', () => {
		const events = [start('run', 0, 'r'), event('probe.failed', 1, { parentId: 'r' }), event(HEALTH, 2)];
		expect(lanesOf(events, ORIGIN).map(({ type }) => type)).toEqual(['run', 'probe.failed']);
		expect(shape(lanesOf(events, ORIGIN, ['probe.*']))).toEqual([['probe.failed', 0, 1, 1]]);
	});

	test('marks what failed or never ended', () => {
		const lanes = lanesOf(
			[
				end('a', 1, '1', 1, { data: { error: { name: 'E' } } }),
				end('b', 2, '2', 1, { data: { unended: true } }),
				end('c', 3, '3', 1, { data: { state: 'failed' } }),
				end('d', 4, '4', 1, { data: { state: 'passed' } }),
			],
			ORIGIN,
		);
		expect(lanes.map(({ failed }) => failed)).toEqual([true, true, true, false]);
	});
});

test('droppedIn adds up the latest count of each process', () => {
	const health = (atMs: number, instanceId: string, total: Record<string, number>) =>
		event(HEALTH, atMs, { instanceId, data: { total } });
	const counts = droppedIn([
		health(2, 'a', { rate: 7, ring: 1 }),
		health(1, 'a', { rate: 3 }),
		health(1, 'b', { rate: 2 }),
		event('other', 3, { data: { total: { rate: 100 } } }),
	]);
	expect(Object.fromEntries(counts)).toEqual({ rate: 9, ring: 1 });
	expect(droppedIn([]).size).toBe(0);
});
