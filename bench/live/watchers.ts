import { z } from 'zod';

/** What a watcher counts: frames, and what it was told that it has lost. */
export interface Watched {
	frames: number;
	dropped: number;
}

const DROPPED = z.object({ type: z.literal('dropped'), count: z.int() });

/** Follows everything, and reads all of it. */
export class Reader {
	readonly watched: Watched = { frames: 0, dropped: 0 };

	private constructor(private readonly socket: WebSocket) {
		socket.addEventListener('message', ({ data }) => this.hear(String(data)));
	}

	/** @param url of Glasshouse */
	static async connect(url: string): Promise<Reader> {
		const socket = new WebSocket(`${url.replace('http', 'ws')}/api/v1/live`);
		const reader = new Reader(socket);
		await new Promise((resolve, reject) => {
			socket.addEventListener('open', resolve, { once: true });
			socket.addEventListener('error', () => reject(new Error(`${url} takes no watcher`)), { once: true });
		});
		return reader;
	}

	stop(): void {
		this.socket.close();
	}

	/** What is not about itself is only counted: this program is not what is measured. */
	private hear(frame: string): void {
		if (frame.startsWith('{"type":"dropped"')) this.watched.dropped += DROPPED.parse(JSON.parse(frame)).count;
		else if (!frame.startsWith('{"type":"hello"')) this.watched.frames += 1;
	}
}

/** Follows everything, and reads nothing of it. */
export class Sleeper {
	private constructor(private readonly socket: { end(): void }) {}

	static async connect(url: string): Promise<Sleeper> {
		const { hostname, port, host } = new URL(url);
		const opened = Promise.withResolvers<undefined>();
		const socket = await Bun.connect({
			hostname,
			port: Number(port),
			socket: {
				data: (open) => {
					open.pause();
					opened.resolve(undefined);
				},
				close: () => opened.reject(new Error(`${url} takes no watcher`)),
			},
		});
		socket.write(
			`GET /api/v1/live HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
				`Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${crypto.getRandomValues(new Uint8Array(16)).toBase64()}\r\n\r\n`,
		);
		await opened.promise;
		return new Sleeper(socket);
	}

	stop(): void {
		this.socket.end();
	}
}
