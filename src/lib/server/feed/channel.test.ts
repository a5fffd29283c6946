import { expect, test } from 'bun:test';
import { readCursor, type FeedItem } from '$trace/feed';
import { logLine } from '../sessions/testTrace';
import { FeedChannel } from './channel';

function line(message: string): FeedItem {
	return { type: 'log', log: logLine({ message }) };
}

function lines(count: number): FeedItem[] {
	return Array.from({ length: count }, (_, at) => line(`${at}`));
}

/** Everything behind a place, by sequence. */
function sequences(channel: FeedChannel, from = 0): number[] {
	const found: number[] = [];
	for (let told = channel.behind(from); told !== undefined; told = channel.behind(told.sequence)) {
		found.push(told.sequence);
	}
	return found;
}

test('every item is a frame with a cursor of its own, in order', () => {
	const channel = new FeedChannel('a-1');
	channel.publish([line('one'), line('two')]);
	const first = channel.behind(0);
	expect(JSON.parse(first?.text ?? '')).toMatchObject({
		type: 'log',
		log: { message: 'one' },
		cursor: 'a-1.1',
	});
	expect(readCursor(first?.cursor ?? '')).toEqual({ feed: 'a-1', sequence: 1 });
	expect(sequences(channel)).toEqual([1, 2]);
	expect(channel.behind(2)).toBeUndefined();
});

test('the oldest go where there are too many, one by one and however long it lasts', () => {
	const channel = new FeedChannel('a', { frames: 3, characters: 1_000_000 });
	for (let round = 1; round <= 50; round += 1) {
		channel.publish(lines(1));
		expect(sequences(channel)).toEqual([round - 2, round - 1, round].filter((at) => at > 0));
		expect(channel.oldest).toBe(Math.max(1, round - 2));
	}
});

test('the oldest go where they are too long together; the newest stays, however long it is', () => {
	const channel = new FeedChannel('a', { frames: 100, characters: 1_000 });
	channel.publish([line('x'.repeat(400)), line('y'.repeat(400))]);
	expect(sequences(channel)).toEqual([2]);
	channel.publish([line('z'.repeat(5_000))]);
	expect(sequences(channel)).toEqual([3]);
});

test('what was lost before it could be told leaves a gap', () => {
	const channel = new FeedChannel('a');
	channel.publish([line('one')]);
	channel.publish([line('after')], 5);
	expect(sequences(channel)).toEqual([1, 7]);
	expect(channel.behind(3)?.sequence).toBe(7);
	channel.publish([], 2);
	expect(channel.latest).toBe(9);
});

test('who listens is woken once for all that is told, and not after leaving', () => {
	const channel = new FeedChannel('a');
	let woken = 0;
	const leave = channel.listen(() => (woken += 1));
	channel.publish(lines(10));
	channel.publish([]);
	expect(woken).toBe(1);
	leave();
	channel.publish(lines(1));
	expect(woken).toBe(1);
});
