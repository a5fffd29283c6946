import { createServer as createHttp, type RequestListener } from 'node:http';
import {
	createSecureServer as createHttp2,
	type ServerHttp2Stream,
	type IncomingHttpHeaders,
} from 'node:http2';
import { createServer as createHttps } from 'node:https';
import { createServer as createNet, type AddressInfo, type Server, type Socket } from 'node:net';
import { type KeyPair } from './certificates';

/** A server on a free port of 127.0.0.1, closed with everything on it at the end of its block. */
export class TestServer implements AsyncDisposable {
	/** Connections that were ever made. */
	accepted = 0;
	readonly #open = new Set<Socket>();
	#waiting: (() => void)[] = [];

	constructor(
		private readonly server: Server,
		private readonly scheme: 'http' | 'https',
	) {
		server.on('connection', (socket: Socket) => {
			this.accepted += 1;
			this.#open.add(socket);
			// A client that breaks off is what many of these tests are about.
			socket.on('error', () => undefined);
			socket.on('close', () => this.#forget(socket));
		});
	}

	get port(): number {
		return (this.server.address() as AddressInfo).port;
	}

	url(path = '/', host = '127.0.0.1'): string {
		return `${this.scheme}://${host}:${this.port}${path}`;
	}

	/** Waits until nobody is connected any more. */
	async idle(): Promise<void> {
		if (this.#open.size === 0) return;
		await new Promise<void>((resolve) => this.#waiting.push(resolve));
	}

	/** Breaks every connection off, as a server that dies does. */
	breakOff(): void {
		for (const socket of this.#open) socket.destroy();
	}

	async listen(host = '127.0.0.1'): Promise<this> {
		await new Promise<void>((resolve) => this.server.listen(0, host, resolve));
		return this;
	}

	async [Symbol.asyncDispose](): Promise<void> {
		const closed = new Promise((resolve) => this.server.close(resolve));
		this.breakOff();
		await closed;
	}

	#forget(socket: Socket): void {
		this.#open.delete(socket);
		if (this.#open.size > 0) return;
		for (const wake of this.#waiting.splice(0)) wake();
	}
}

export function serveHttp(handler: RequestListener, host?: string): Promise<TestServer> {
	return new TestServer(createHttp(handler), 'http').listen(host);
}

export function serveHttps(pair: KeyPair, handler: RequestListener): Promise<TestServer> {
	return new TestServer(createHttps(pair, handler), 'https').listen();
}

export function serveHttp2(
	pair: KeyPair,
	onStream: (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => void,
): Promise<TestServer> {
	const server = createHttp2(pair);
	server.on('stream', (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => {
		stream.on('error', () => undefined);
		onStream(stream, headers);
	});
	server.on('sessionError', () => undefined);
	return new TestServer(server, 'https').listen();
}

/** Speaks bytes: `onRequest` gets each connection when its first bytes have come. */
export function serveBytes(
	onRequest: (socket: Socket) => void,
	scheme: 'http' | 'https' = 'http',
): Promise<TestServer> {
	const server = createNet((socket) => {
		socket.once('data', () => onRequest(socket));
	});
	return new TestServer(server, scheme).listen();
}
