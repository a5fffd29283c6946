import { expect, test } from 'bun:test';
import type { FeedFrame, FeedItem } from '$trace/feed';
import { logLine } from '../sessions/testTrace';
import { FeedChannel } from './channel';
import { FeedReader } from './reader';

function line(message: string): FeedItem {
	return { type: 'log', log: logLine({ message }) };
}

function readAll(reader: FeedReader): FeedFrame[] {
	const frames: FeedFrame[] = [];
	for (let out = reader.next(); out !== undefined; out = reader.next()) {
		frames.push(JSON.parse(out.text) as FeedFrame);
	}
	return frames;
}

/** What a frame says, in a word. */
function word(frame: FeedFrame): string {
	if (frame.type === 'log') return frame.log.message;
	return frame.type === 'dropped' ? `dropped ${frame.count}` : frame.type;
}

const anew = { session: null, resumeBehind: undefined, snapshot: [] };

test('without a place to go on from, everything begins with what is told from now on', () => {
	const channel = new FeedChannel('a');
	channel.publish([line('before')]);
	const reader = new FeedReader(channel, anew);
	channel.publish([line('after')]);
	const [hello, ...others] = readAll(reader);
	expect(hello).toMatchObject({ type: 'hello', cursor: 'a.1', session: null, resumed: false });
	expect(others.map(word)).toEqual(['after']);
});

test('goes on right behind a place', () => {
	const channel = new FeedChannel('a');
	channel.publish([line('one'), line('two'), line('three')]);
	const [hello, ...others] = readAll(new FeedReader(channel, { ...anew, resumeBehind: 1 }));
	expect(hello).toMatchObject({ type: 'hello', cursor: 'a.1', resumed: true });
	expect(others.map(word)).toEqual(['two', 'three']);
});

test('a session begins with all that is known, of which only the last frame has a cursor', () => {
	const channel = new FeedChannel('a');
	channel.publish([line('told to others')]);
	const snapshot = [line('known'), line('known too')];
	const reader = new FeedReader(channel, { session: 'run', resumeBehind: undefined, snapshot });
	channel.publish([line('new')]);
	const frames = readAll(reader);
	expect(frames.map(word)).toEqual(['hello', 'known', 'known too', 'new']);
	expect(frames.map((frame) => ('cursor' in frame ? frame.cursor : null))).toEqual(['', '', 'a.1', 'a.2']);
});

test('who was too slow is told how much is lost, where it is lost, and it is counted once', () => {
	const channel = new FeedChannel('a', { frames: 2, characters: 1_000_000 });
	const reader = new FeedReader(channel, anew);
	channel.publish(['1', '2', '3', '4', '5'].map(line));
	expect(readAll(reader).map(word)).toEqual(['hello', 'dropped 3', '4', '5']);
	expect([reader.takeLost(), reader.takeLost()]).toEqual([3, 0]);
	channel.publish([], 7);
	channel.publish([line('later')]);
	expect(readAll(reader).map(word)).toEqual(['dropped 7', 'later']);
	expect(reader.takeLost()).toBe(7);
});

test('nothing comes behind the end', () => {
	const channel = new FeedChannel('a');
	const reader = new FeedReader(channel, anew);
	channel.publish([{ type: 'end' }, line('too late')]);
	expect(readAll(reader).map(word)).toEqual(['hello', 'end']);
	expect(reader.done).toBe(true);
	const late = new FeedReader(channel, {
		...anew,
		session: 'run',
		snapshot: [line('known'), { type: 'end' }],
	});
	expect(readAll(late).map(word)).toEqual(['hello', 'known', 'end']);
	expect(late.done).toBe(true);
});
