import { describe, expect, test } from 'bun:test';
import { sessionEvent } from '../sessions/testTrace';
import { closeLostEvents } from './lostEvents';
import { mergeTrace } from './mergeTrace';

const updatedAt = new Date(3);
const start = sessionEvent({
	id: 'life-1',
	type: 'run',
	phase: 'start',
	correlationId: 'life-1',
	timeUnixNano: '1000000',
	data: { trigger: 'manual' },
});
const end = sessionEvent({ ...start, id: 'life-2', phase: 'end', timeUnixNano: '2000000', latencyMs: 1 });

describe('closeLostEvents', () => {
	test('ends what a killed process left open when it was last heard of, and says so', () => {
		expect(closeLostEvents({ events: [start], updatedAt })).toEqual([
			start,
			{
				...start,
				id: 'life-1-lost',
				phase: 'end',
				timeUnixNano: '3000000',
				latencyMs: 2,
				data: { trigger: 'manual', lost: true },
			},
		]);
	});

	test('leaves alone what has ended, and never ends before it began', () => {
		expect(closeLostEvents({ events: [start, end], updatedAt })).toEqual([start, end]);
		const [, lost] = closeLostEvents({ events: [start], updatedAt: new Date(0) });
		expect(lost).toMatchObject({ timeUnixNano: '1000000', latencyMs: 0 });
	});

	test('counts for nothing once that process has told the end itself', () => {
		const events = closeLostEvents({ events: [start], updatedAt });
		const merged = mergeTrace('t', [
			{ spans: [], logs: [], events },
			{ spans: [], logs: [], events: [end, start] },
			{ spans: [], logs: [] },
		]);
		expect(merged.events).toEqual([start, end]);
	});
});
