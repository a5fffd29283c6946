import { expect, test } from 'bun:test';
import { Reconnecting, type EventStream } from './reconnecting';

class FakeStream implements EventStream {
	closed = false;
	#listeners = new Map<string, (event: { data?: unknown }) => void>();
	addEventListener(name: string, listener: (event: { data?: unknown }) => void): void {
		this.#listeners.set(name, listener);
	}
	close(): void {
		this.closed = true;
	}
	send(name: string, data?: string): void {
		this.#listeners.get(name)?.({ data });
	}
}

function setUp(heard: (event: string, data: string) => void = () => {}) {
	const streams: FakeStream[] = [];
	const told: string[] = [];
	let retry: (() => void) | undefined;
	const link = new Reconnecting({
		open: () => {
			const stream = new FakeStream();
			streams.push(stream);
			return stream;
		},
		after: (_ms, callback) => {
			retry = callback;
			return () => (retry = undefined);
		},
		events: ['run'],
		connected: () => told.push('connected'),
		heard: (event, data) => {
			told.push(`${event} ${data}`);
			heard(event, data);
		},
		lost: (ms) => told.push(`lost ${ms}`),
	});
	return { link, streams, told, retry: () => retry?.(), waiting: () => retry !== undefined };
}

test('tells what it hears', () => {
	const { streams, told } = setUp();
	streams[0]?.send('open');
	streams[0]?.send('run', '{}');
	expect(told).toEqual(['connected', 'run {}']);
});

test('pauses double up to 15 s, and begin anew after a connection', () => {
	const { streams, told, retry } = setUp();
	for (let at = 0; at < 6; at++) {
		streams[at]?.send('error');
		retry();
	}
	expect(told).toEqual(['lost 1000', 'lost 2000', 'lost 4000', 'lost 8000', 'lost 15000', 'lost 15000']);
	streams[6]?.send('open');
	streams[6]?.send('error');
	expect(told.slice(-2)).toEqual(['connected', 'lost 1000']);
	expect(streams.slice(0, 7).every((stream) => stream.closed)).toBe(true);
});

test('tryNow does not wait, and never opens a second stream', () => {
	const { link, streams, waiting } = setUp();
	link.tryNow();
	expect(streams).toHaveLength(1);
	streams[0]?.send('error');
	link.tryNow();
	expect(streams).toHaveLength(2);
	expect(waiting()).toBe(false);
});

test('an old stream is not listened to any more', () => {
	const { streams, told, retry } = setUp();
	streams[0]?.send('error');
	retry();
	streams[0]?.send('run', 'late');
	streams[0]?.send('error');
	expect(told).toEqual(['lost 1000']);
});

test('a device that goes offline loses the link at once', () => {
	const { link, streams, told } = setUp();
	link.drop();
	expect(told).toEqual(['lost 1000']);
	expect(streams[0]?.closed).toBe(true);
});

test('after close nothing happens any more', () => {
	const { link, streams, told, waiting } = setUp();
	link.close();
	streams[0]?.send('error');
	link.tryNow();
	expect([told, waiting(), streams.length, streams[0]?.closed]).toEqual([[], false, 1, true]);
});
