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
