import { expect, test } from 'bun:test';
import type { FeedItem } from '$trace/feed';
import { logLine } from '../sessions/testTrace';
import { Admission } from './admissions';
import { FeedChannel } from './channel';
import { feedStream } from './feedStream';
import { FeedReader } from './reader';

function line(message: string): FeedItem {
	return { type: 'log', log: logLine({ message }) };
}

function setUp({ heartbeatMs = 60_000, frames = 1_000 } = {}) {
	const channel = new FeedChannel('a', { frames, characters: 10_000_000 });
	const reader = new FeedReader(channel, { session: null, resumeBehind: undefined, snapshot: [] });
	const stop = new AbortController();
	const admission = new Admission(undefined);
	let left = 0;
	const leave = () => void (left += 1);
	const stream = feedStream({ reader, channel, admission, leave, signals: [stop.signal], heartbeatMs });
	return { channel, admission, stop, stream, left: () => left };
}

async function next(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<string> {
	return new TextDecoder().decode((await reader.read()).value);
}

test('every frame is an event whose id is its cursor', async () => {
	const { channel, stream } = setUp();
	const reader = stream.getReader();
	expect(await next(reader)).toBe('retry: 1000\n\n');
	expect(await next(reader)).toMatch(/^id: a\.0\ndata: \{"type":"hello",.*\}\n\n$/);
	channel.publish([line('one')]);
	expect(await next(reader)).toMatch(/^id: a\.1\ndata: \{"type":"log",.*"message":"one".*\}\n\n$/);
	await reader.cancel();
});

test('ends with the end of the session, and leaves once', async () => {
	const { channel, stream, left } = setUp();
	channel.publish([{ type: 'end' }]);
	expect(await new Response(stream).text()).toEndWith('data: {"type":"end","cursor":"a.1"}\n\n');
	channel.publish([line('too late')]);
	expect(left()).toBe(1);
});

test('ends with its signal, also where that came before it began', async () => {
	const first = setUp();
	const reading = new Response(first.stream).text();
	first.stop.abort();
	await reading;
	expect(first.left()).toBe(1);
	const channel = new FeedChannel('a');
	const reader = new FeedReader(channel, { session: null, resumeBehind: undefined, snapshot: [] });
	let left = 0;
	const leave = () => void (left += 1);
	const [admission, signals] = [new Admission(undefined), [AbortSignal.abort()]];
	await new Response(feedStream({ reader, channel, admission, leave, signals })).text();
	expect(left).toBe(1);
});

test('ends when its session is over, and says why, also to a client that is slow', async () => {
	const { channel, admission, stream, left } = setUp();
	for (let at = 0; at < 100; at += 1) channel.publish([line('x'.repeat(2_000))]);
	admission.end('expired');
	channel.publish([line('too late')]);
	const text = await new Response(stream).text();
	expect(text).toEndWith('\n\ndata: {"type":"access.end","reason":"expired"}\n\n');
	expect(text).not.toContain('too late');
	expect(left()).toBe(1);
});

test('leaves when the client has gone, and writes to nobody then', async () => {
	const { channel, stream, stop, left } = setUp();
	await stream.cancel();
	channel.publish([line('to nobody')]);
	stop.abort();
	expect(left()).toBe(1);
});

test('a client that reads nothing holds back little, loses the oldest, and is told how many', async () => {
	const { channel, stream } = setUp({ frames: 50 });
	const reader = stream.getReader();
	for (let at = 0; at < 500; at += 1) channel.publish([line(`${at} ${'x'.repeat(1_000)}`)]);
	let text = '';
	while (!text.includes('"message":"499 ')) text += await next(reader);
	await reader.cancel();
	const told = [...text.matchAll(/"message":"(\d+) /g)].map(([, at]) => Number(at));
	const [, dropped] = /\{"type":"dropped","count":(\d+)\}/.exec(text) ?? [];
	expect(Number(dropped)).toBeGreaterThan(300);
	expect(told.length + Number(dropped)).toBe(500);
	expect(told).toEqual([...told].sort((a, b) => a - b));
});

test('says now and then that it is still there', async () => {
	const { stream } = setUp({ heartbeatMs: 5 });
	const reader = stream.getReader();
	const texts = [await next(reader), await next(reader), await next(reader), await next(reader)];
	expect(texts.slice(2)).toEqual([': still here\n\n', ': still here\n\n']);
	await reader.cancel();
});
