import { connect } from 'node:net';
import type { Run } from '../../src/lib/server/checks/model';
import { readCursor, type FeedFrame } from '../../src/lib/trace/feed';
import { eventually } from './eventually';

export type Frame = FeedFrame<Run>;

export interface Follower {
	/** Everything heard so far, in order. */
	readonly frames: readonly Frame[];
	/** Waits for a frame of which this is true. */
	until(what: string, is: (frame: Frame) => boolean): Promise<Frame>;
	/** Where it would go on. */
	cursor(): string;
	readonly socket: WebSocket;
	/** The closing of the connection; also where it never opened. */
	readonly closed: Promise<{ code: number; reason: string }>;
}

/** @param query of the address, such as `{ session: runId }` */
export function followFeed(
	url: string,
	query: Record<string, string> = {},
	headers: Record<string, string> = {},
): Follower {
	const address = `${url.replace(/^http/, 'ws')}/api/v1/live?${new URLSearchParams(query)}`;
	// Bun's own second argument, which the DOM's types do not know.
	const socket = Reflect.construct(WebSocket, [address, { headers }]) as WebSocket;
	const frames: Frame[] = [];
	const closed = Promise.withResolvers<{ code: number; reason: string }>();
	socket.onmessage = ({ data }) => frames.push(JSON.parse(String(data)) as Frame);
	socket.onclose = ({ code, reason }) => closed.resolve({ code, reason });
	return {
		frames,
		socket,
		closed: closed.promise,
		until: (what, is) => eventually(what, () => frames.find(is)),
		cursor: () => frames.findLast(hasCursor)?.cursor ?? '',
	};
}

function hasCursor(frame: Frame): frame is Extract<Frame, { cursor: string }> {
	return 'cursor' in frame && frame.cursor !== '';
}

/** The frames of a stream that has ended. */
export function framesOf(eventStream: string): Frame[] {
	return [...eventStream.matchAll(/^data: (.*)$/gm)].map(([, data = '']) => JSON.parse(data) as Frame);
}

/** Sequences of all frames that have one, in the order of their arrival. */
export function sequencesOf(frames: readonly Frame[]): number[] {
	return frames.flatMap((frame) => {
		if (frame.type === 'hello' || !('cursor' in frame)) return [];
		return [readCursor(frame.cursor)?.sequence ?? 0];
	});
}

/** Header lines that ask for a WebSocket. */
export const asWebSocket = [
	'Upgrade: websocket',
	'Connection: Upgrade',
	'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
	'Sec-WebSocket-Version: 13',
];

/** A client that connects and then reads nothing until it is told to: all that waits for it waits at the server. */
export async function connectAndSleep(url: string, path: string, headers: string[] = []) {
	const { hostname, port, host } = new URL(url);
	const socket = connect({ host: hostname, port: Number(port) });
	await new Promise((resolve) => socket.once('connect', resolve));
	socket.write([`GET ${path} HTTP/1.1`, `Host: ${host}`, ...headers, '', ''].join('\r\n'));
	let text = '';
	const read = (chunk: Buffer) => (text += chunk.toString('latin1'));
	// The first of it is the answer; from then on the socket is full sooner or later.
	await new Promise<void>((resolve) => {
		socket.once('data', (chunk: Buffer) => {
			socket.pause();
			read(chunk);
			resolve();
		});
	});
	return {
		/** Reads on until something is in what came. @returns all that came */
		wakeUntil: async (what: string) => {
			socket.on('data', read);
			socket.resume();
			await eventually(`${what} to be read`, () => text.includes(what));
			return text;
		},
		close: () => void socket.destroy(),
	};
}
