import { createServer, type Server, type Socket } from 'node:net';

/** A server of HTTP that is none: it answers bytes to bytes, and nothing in it can be instrumented. */
export interface BytePeer {
	readonly port: number;
	/** Whole requests, one after the other, as they came. */
	readonly wire: string[];
}

/** Its paths say what it does: `/never` answers, `/reset`, `/cut` in the middle, `/broken`, `/404`. */
export async function startPeer(): Promise<BytePeer> {
	const wire: string[] = [];
	const server = createServer((socket) => {
		let received = '';
		socket.on('error', () => socket.destroy());
		socket.on('data', (chunk) => {
			received += chunk.toString('latin1');
			if (!isComplete(received)) return;
			wire.push(received);
			answer(socket, received.split(' ')[1] ?? '');
			received = '';
		});
	});
	return { port: await listening(server), wire };
}

/** The port on which a server listens from now on. */
export function listening(server: Server): Promise<number> {
	const { promise, resolve } = Promise.withResolvers<number>();
	server.listen(0, '127.0.0.1', () => {
		const address = server.address();
		resolve(typeof address === 'object' && address !== null ? address.port : 0);
	});
	return promise;
}

function isComplete(sent: string): boolean {
	const end = sent.indexOf('\r\n\r\n');
	if (end < 0) return false;
	if (/^transfer-encoding: chunked/im.test(sent)) return sent.endsWith('0\r\n\r\n');
	const length = Number(/^content-length: (\d+)/im.exec(sent)?.[1] ?? 0);
	return sent.length - end - 4 >= length;
}

function answer(socket: Socket, path: string): void {
	if (path.includes('/never')) return;
	if (path.includes('/reset')) return void socket.destroy();
	if (path.includes('/broken')) return void socket.end('rubbish\r\n\r\n');
	if (path.includes('/cut')) {
		socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf');
		return void setTimeout(() => socket.destroy(), 5);
	}
	const status = path.includes('/404') ? '404 Not Found' : '200 OK';
	socket.end(`HTTP/1.1 ${status}\r\nContent-Length: 8\r\nX-Own: 1\r\nConnection: close\r\n\r\nanswered`);
}
