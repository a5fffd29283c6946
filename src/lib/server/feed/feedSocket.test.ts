import { expect, test } from 'bun:test';
import type { FeedItem } from '$trace/feed';
import { eventually } from '../../../../tests/support/eventually';
import { logLine } from '../sessions/testTrace';
import { Admission } from './admissions';
import { FeedChannel } from './channel';
import { FeedSocket, feedSocketHandler } from './feedSocket';
import { FeedReader } from './reader';

function line(message: string): FeedItem {
	return { type: 'log', log: logLine({ message }) };
}

function lines(count: number): FeedItem[] {
	return Array.from({ length: count }, (_, at) => line(`${at}`));
}

/** A server that knows nothing but the feed of one channel, and a client of it. */
function serve() {
	const channel = new FeedChannel('a');
	const draining = new AbortController();
	const admission = new Admission(undefined);
	let left = 0;
	const server = Bun.serve<FeedSocket>({
		port: 0,
		fetch(request, upgrading) {
			const reader = new FeedReader(channel, { session: null, resumeBehind: undefined, snapshot: [] });
			const leave = () => void (left += 1);
			const data = new FeedSocket({ reader, channel, admission, draining: draining.signal, leave });
			return upgrading.upgrade(request, { data }) ? undefined : new Response(null, { status: 400 });
		},
		websocket: feedSocketHandler,
	});
	const socket = new WebSocket(`ws://127.0.0.1:${server.port}`);
	const heard: string[] = [];
	const closed = Promise.withResolvers<CloseEvent>();
	socket.onmessage = ({ data }) => heard.push(String(data));
	socket.onclose = (event) => closed.resolve(event);
	const hello = () => eventually('the hello', () => heard.length > 0);
	return {
		channel,
		draining,
		admission,
		server,
		socket,
		heard,
		closed: closed.promise,
		hello,
		left: () => left,
	};
}

test('sends what is told, more than fits one turn too, and in order', async () => {
	const { channel, server, heard, hello } = serve();
	await hello();
	channel.publish(lines(950));
	await eventually('all of it', () => heard.length === 951);
	const messages = heard
		.slice(1)
		.map((text) => (JSON.parse(text) as { log: { message: string } }).log.message);
	expect(messages).toEqual(Array.from({ length: 950 }, (_, at) => `${at}`));
	await server.stop(true);
});

test('closes when the session has ended, and lets go', async () => {
	const { channel, server, closed, hello, left } = serve();
	await hello();
	channel.publish([line('last'), { type: 'end' }]);
	expect(await closed).toMatchObject({ code: 1000 });
	await eventually('the place', () => left() === 1);
	channel.publish(lines(1));
	await server.stop(true);
});

test('goes away when the process is told to stop', async () => {
	const { draining, server, closed, hello } = serve();
	await hello();
	draining.abort();
	expect(await closed).toMatchObject({ code: 1001 });
	await server.stop(true);
});

test('tells that its session is over, closes, and lets go', async () => {
	const { admission, channel, server, heard, closed, hello, left } = serve();
	await hello();
	admission.end('expired');
	channel.publish(lines(1));
	expect(await closed).toMatchObject({ code: 4401, reason: 'The session has expired' });
	expect(heard.slice(1)).toEqual(['{"type":"access.end","reason":"expired"}']);
	await eventually('the place', () => left() === 1);
	await server.stop(true);
});

test('one whose session was over before it opened is told nothing else', async () => {
	const { admission, server, heard, closed, left } = serve();
	admission.end('signed_out');
	expect(await closed).toMatchObject({ code: 4401, reason: 'The session was signed out' });
	expect(heard).toEqual(['{"type":"access.end","reason":"signed_out"}']);
	await eventually('the place', () => left() === 1);
	await server.stop(true);
});

test.each([
	['text', 'hello?', 1003],
	['binary', new Uint8Array(8), 1003],
	['a long text', 'x'.repeat(2_000), 1009],
	['one that is not even read', 'x'.repeat(100_000), 1009],
])('a client that says something, %s, is sent away', async (_, message, code) => {
	const { server, socket, closed, hello, left } = serve();
	await hello();
	socket.send(message);
	expect(await closed).toMatchObject({ code });
	await eventually('the place', () => left() === 1);
	await server.stop(true);
});
