import { expect, test } from 'bun:test';
import type { FeedItem } from '$trace/feed';
import { eventually } from '../../../../tests/support/eventually';
import { logLine } from '../sessions/testTrace';
import { Changes } from './changes';

function setUp() {
	const told: { items: FeedItem[]; lost: number }[] = [];
	const changes = new Changes((items, lost) => told.push({ items, lost }));
	const write = (message: string) => {
		changes.happened({ type: 'log', traceId: null, log: logLine({ message }) });
	};
	return { changes, told, write };
}

test('what happens together is told together, after a while', async () => {
	const { changes, told, write } = setUp();
	write('one');
	write('two');
	expect([told.length, changes.pending]).toEqual([0, true]);
	await eventually('them to be told', () => told.length === 1);
	expect(told[0]).toMatchObject({
		items: [{ log: { message: 'one' } }, { log: { message: 'two' } }],
		lost: 0,
	});
	expect(changes.pending).toBe(false);
});

test('can be told at once, and only once', () => {
	const { changes, told, write } = setUp();
	write('one');
	changes.flush();
	changes.flush();
	expect(told).toHaveLength(1);
});

test('what is too much in one go is counted', () => {
	const { changes, told, write } = setUp();
	for (let n = 0; n < 6_000; n += 1) write(`${n}`);
	changes.flush();
	expect([told[0]?.items.length, told[0]?.lost]).toEqual([5_000, 1_000]);
	write('later');
	changes.flush();
	expect(told[1]).toMatchObject({ items: [{ type: 'log' }], lost: 0 });
});

test('a span that nobody holds any more counts as lost', () => {
	const { changes, told } = setUp();
	changes.happened({ type: 'span.end', traceId: 'f'.repeat(32), spanId: 'f'.repeat(16) });
	changes.flush();
	expect(told).toEqual([{ items: [], lost: 1 }]);
});

test('forgets what waits when it is stopped', () => {
	const { changes, told, write } = setUp();
	write('one');
	changes.stop();
	changes.flush();
	expect(told).toEqual([]);
});
