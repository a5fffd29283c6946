import { expect, test } from 'bun:test';
import { dropsSince } from './dropsSince';
import { health } from './evidenceFixture';

const droppedOf = (traces: ReturnType<typeof health>) => traces.signals.map(({ dropped }) => dropped);

test('only what was dropped since is told, of each reason', () => {
	const before = health({ dropped: { queue_full: 5, rejected: 2 } });
	const now = health({ dropped: { queue_full: 8, rejected: 2, spool_full: 1 } });
	expect(droppedOf(dropsSince(before, now))).toEqual([{ queue_full: 3, spool_full: 1 }, {}, {}]);
	expect(dropsSince(before, before).signals[0]).toMatchObject({ dropped: {}, exported: 100 });
});

test('where nothing is known of before, everything is', () => {
	const now = health({ dropped: { queue_full: 8 } });
	expect(dropsSince(null, now)).toEqual(now);
});
