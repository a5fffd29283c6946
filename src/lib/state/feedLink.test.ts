import { expect, test } from 'bun:test';
import { FeedLink, type FeedConnection, type Transport } from './feedLink';

type Name = 'message' | 'error' | 'close';

class FakeConnection implements FeedConnection {
	closed = false;
	#listeners = new Map<Name, (event: { data?: unknown }) => void>();
	constructor(
		readonly transport: Transport,
		readonly cursor: string,
	) {}
	addEventListener(name: Name, listener: (event: { data?: unknown }) => void): void {
		this.#listeners.set(name, listener);
	}
	close(): void {
		this.closed = true;
	}
	send(name: Name, data?: unknown): void {
		this.#listeners.get(name)?.({ data });
	}
}

function setUp({ prefers = 'websocket', cursor = '' }: { prefers?: Transport; cursor?: string } = {}) {
	const opened: FakeConnection[] = [];
	const told: string[] = [];
	let timer: { ms: number; callback: () => void } | undefined;
	const link = new FeedLink({
		open: (transport, from) => {
			const connection = new FakeConnection(transport, from);
			opened.push(connection);
			return connection;
		},
		prefers,
		cursor,
		after: (ms, callback) => {
			timer = { ms, callback };
			return () => (timer = undefined);
		},
		connected: (transport) => told.push(`connected ${transport}`),
		heard: (frame) => told.push(frame.type),
		lost: (ms) => told.push(`lost ${ms}`),
	});
	const last = () => opened.at(-1) ?? new FakeConnection('sse', '');
	const wait = () => timer?.callback();
	return { link, opened, told, last, wait, waiting: () => timer?.ms };
}

const HELLO = '{"type":"hello","cursor":"a.6","timeUnixNano":"1"}';
const MORE = '{"type":"log","log":{},"cursor":"a.7"}';
const END = '{"type":"end","cursor":"a.8"}';

test('tells what it hears, and goes on behind it after the link was lost', () => {
	const { opened, told, last, wait } = setUp({ cursor: 'a.1' });
	expect(last().cursor).toBe('a.1');
	last().send('message', HELLO);
	last().send('message', MORE);
	last().send('close');
	expect(told).toEqual(['connected websocket', 'hello', 'log', 'lost 1000']);
	wait();
	expect(opened).toHaveLength(2);
	expect(last()).toMatchObject({ transport: 'websocket', cursor: 'a.7' });
});

test('takes the stream at once where nothing comes over a WebSocket, and keeps to what has worked', () => {
	const { told, opened, last, wait } = setUp();
	last().send('error');
	last().send('message', HELLO);
	expect(told).toEqual(['connected sse', 'hello']);
	last().send('error');
	wait();
	expect(opened.map(({ transport }) => transport)).toEqual(['websocket', 'sse', 'sse']);
});

test('does not wait for ever for a WebSocket that nobody answers', () => {
	const { opened, told, wait, waiting } = setUp();
	expect(waiting()).toBe(5000);
	wait();
	expect(opened[0]?.closed).toBe(true);
	expect(opened[1]?.transport).toBe('sse');
	expect(told).toEqual([]);
});

test('is lost when neither can be opened; pauses double up to 15 s, and begin anew after a connection', () => {
	const { told, last, wait, opened } = setUp();
	for (let round = 0; round < 6; round += 1) {
		last().send('error');
		last().send('error');
		wait();
	}
	expect(told).toEqual(['lost 1000', 'lost 2000', 'lost 4000', 'lost 8000', 'lost 15000', 'lost 15000']);
	last().send('message', HELLO);
	last().send('close');
	expect(told.at(-1)).toBe('lost 1000');
	expect(opened.slice(0, -1).every(({ closed }) => closed)).toBe(true);
});

test('tryNow does not wait, and never opens a second connection', () => {
	const { link, opened, last, waiting } = setUp();
	link.tryNow();
	expect(opened).toHaveLength(1);
	last().send('message', HELLO);
	last().send('close');
	link.tryNow();
	expect(opened).toHaveLength(2);
	expect(waiting()).toBe(5000);
});

test('an old connection is not listened to any more', () => {
	const { opened, told, last } = setUp();
	last().send('error');
	opened[0]?.send('message', HELLO);
	opened[0]?.send('message', MORE);
	opened[0]?.send('close');
	expect(told).toEqual([]);
	expect(opened).toHaveLength(2);
});

test('begins anew where it is told to, with no cursor', () => {
	const { link, opened, last, told } = setUp();
	last().send('message', HELLO);
	last().send('message', MORE);
	link.restart();
	expect(opened[0]?.closed).toBe(true);
	expect(last()).toMatchObject({ cursor: '', closed: false });
	expect(told).toEqual(['connected websocket', 'hello', 'log']);
});

test('what is no frame counts as a lost link', () => {
	const reported: unknown[] = [];
	const original = globalThis.reportError;
	globalThis.reportError = (error: unknown) => void reported.push(error);
	const { told, last } = setUp();
	last().send('message', HELLO);
	last().send('message', '{"type":"surprise"}');
	globalThis.reportError = original;
	expect(told).toEqual(['connected websocket', 'hello', 'lost 1000']);
	expect(String(reported)).toContain('Expected a frame');
});

test('a device that goes offline loses the link at once', () => {
	const { link, told, last } = setUp();
	last().send('message', HELLO);
	link.drop();
	expect(told).toEqual(['connected websocket', 'hello', 'lost 1000']);
});

test('after close nothing happens any more', () => {
	const { link, opened, told, last, waiting } = setUp();
	link.close();
	last().send('close');
	link.tryNow();
	expect([told, waiting(), opened.length, last().closed]).toEqual([[], undefined, 1, true]);
});

test('a session that is over is a loss, whether or not the connection is closed behind it', () => {
	const { told, last, waiting } = setUp();
	last().send('message', HELLO);
	last().send('message', '{"type":"access.end","reason":"expired"}');
	expect(told).toEqual(['connected websocket', 'hello', 'access.end', 'lost 1000']);
	expect([last().closed, waiting()]).toEqual([true, 1000]);
	last().send('close');
	expect(told).toHaveLength(4);
});

test('the end is no loss: nothing is tried again behind it', () => {
	const { told, last, opened, waiting } = setUp();
	last().send('message', HELLO);
	last().send('message', END);
	last().send('close');
	expect([told, opened.length, waiting()]).toEqual([['connected websocket', 'hello', 'end'], 1, undefined]);
	expect(last().closed).toBe(true);
});
