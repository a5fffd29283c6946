import { expect, test } from 'bun:test';
import { z } from 'zod';
import { newRunId, scheduledRunId } from './runId';

const CHECK = '0191b1a0-0000-7000-8000-000000000001';

test('a scheduled run has the same id in every process, and another for every check and tick', () => {
	const due = new Date('2026-11-21T10:00:00.000Z');
	const id = scheduledRunId(CHECK, due);
	expect(id).toBe(scheduledRunId(CHECK, new Date(due.getTime())));
	expect(id).not.toBe(scheduledRunId(CHECK, new Date(due.getTime() + 1)));
	expect(id).not.toBe(scheduledRunId('0191b1a0-0000-7000-8000-000000000002', due));
	expect(z.uuid().parse(id)).toBe(id);
});

test('manual runs get ids that sort by time', async () => {
	const first = newRunId();
	await Bun.sleep(2);
	const second = newRunId();
	expect([second, first].sort()).toEqual([first, second]);
	expect(z.uuid().parse(first)).toBe(first);
});
