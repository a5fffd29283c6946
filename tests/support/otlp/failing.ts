import {
	createServer,
	type IncomingMessage,
	type RequestListener,
	type Server,
	type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { spansOf, type ReceivedSpan } from './decode';
import { logsOf, type ReceivedLog } from './logs';
import { pointsOf, type ReceivedPoint } from './metrics';
import { decodeJson, decodeProtobuf, encodeResponse, type Signal } from './schema';

/** What one request brought, decoded. */
export interface Incoming {
	readonly signal: Signal;
	readonly headers: IncomingMessage['headers'];
	readonly spans: readonly ReceivedSpan[];
	readonly logs: readonly ReceivedLog[];
	readonly points: readonly ReceivedPoint[];
	readonly items: number;
	/** Bytes as they came, still compressed. */
	readonly bytes: number;
}

/** How a collector treats a request; what it takes, it says with `take`. */
export type Behaviour = (answer: ServerResponse, incoming: Incoming, take: () => void) => unknown;

export interface FailingCollector {
	/** What OTEL_EXPORTER_OTLP_ENDPOINT is to be. */
	readonly url: string;
	/** All that it took, in the order of arrival. */
	readonly spans: ReceivedSpan[];
	readonly logs: ReceivedLog[];
	readonly points: ReceivedPoint[];
	/** Every request that came whole, whatever became of it. */
	readonly requests: Incoming[];
	/** Connections that were opened to it. */
	connections(): number;
	behave(behaviour: Behaviour): void;
	/** Ends as a process does: neither its port nor a connection is left. What it had answered, it had answered. */
	die(): Promise<void>;
	/** Listens again where it did. */
	revive(): Promise<void>;
	stop(): Promise<void>;
}

/** A collector over real sockets that can be made to fail in every way. @param tls makes it speak HTTPS */
export async function startFailingCollector(tls?: ServerOptions): Promise<FailingCollector> {
	const collector = new Collector(tls);
	await collector.listen();
	return collector;
}

/** Answers that are on their way when a collector dies are given this long to leave it. */
const LAST_WORDS_MS = 100;

class Collector implements FailingCollector {
	readonly spans: ReceivedSpan[] = [];
	readonly logs: ReceivedLog[] = [];
	readonly points: ReceivedPoint[] = [];
	readonly requests: Incoming[] = [];
	private behaviour: Behaviour = well;
	private readonly sockets = new Set<Socket>();
	private opened = 0;
	private port = 0;
	private dying = false;
	private server: Server;

	constructor(private readonly tls: ServerOptions | undefined) {
		this.server = this.create();
	}

	get url(): string {
		return `${this.tls === undefined ? 'http' : 'https'}://127.0.0.1:${this.port}`;
	}

	connections(): number {
		return this.opened;
	}

	behave(behaviour: Behaviour): void {
		this.behaviour = behaviour;
	}

	async listen(): Promise<void> {
		await new Promise<void>((resolve, reject) => {
			this.server.once('error', reject);
			this.server.listen(this.port, '127.0.0.1', resolve);
		});
		this.port = (this.server.address() as AddressInfo).port;
	}

	async die(): Promise<void> {
		this.dying = true;
		await Bun.sleep(LAST_WORDS_MS);
		const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
		for (const socket of this.sockets) socket.destroy();
		this.server.closeAllConnections();
		await closed;
	}

	async revive(): Promise<void> {
		this.dying = false;
		this.server = this.create();
		await this.listen();
	}

	async stop(): Promise<void> {
		if (this.server.listening) await this.die();
	}

	private create(): Server {
		const listener: RequestListener = (request, answer) => void this.receive(request, answer);
		const server = this.tls === undefined ? createServer(listener) : createTlsServer(this.tls, listener);
		return server.on(this.tls === undefined ? 'connection' : 'secureConnection', (socket: Socket) => {
			this.opened++;
			this.sockets.add(socket);
			socket.on('error', () => undefined).on('close', () => this.sockets.delete(socket));
		});
	}

	private async receive(request: IncomingMessage, answer: ServerResponse): Promise<void> {
		try {
			const chunks: Buffer[] = [];
			for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
			if (this.dying) return void request.socket.destroy();
			const incoming = decode(request, Buffer.concat(chunks));
			this.requests.push(incoming);
			await this.behaviour(answer, incoming, () => this.take(incoming));
		} catch (error) {
			if (!this.dying) answer.writeHead(400, { 'content-type': 'text/plain' }).end(String(error));
		}
	}

	private take({ spans, logs, points }: Incoming): void {
		this.spans.push(...spans);
		this.logs.push(...logs);
		this.points.push(...points);
	}
}

function decode({ url = '', headers }: IncomingMessage, raw: Buffer): Incoming {
	const { pathname } = new URL(url, 'http://collector');
	const signal = pathname.slice(pathname.lastIndexOf('/') + 1) as Signal;
	const body = headers['content-encoding'] === 'gzip' ? Bun.gunzipSync(new Uint8Array(raw)) : raw;
	const isJson = headers['content-type'] === 'application/json';
	const request = isJson ? decodeJson(signal, Buffer.from(body).toString()) : decodeProtobuf(signal, body);
	const spans = signal === 'traces' ? spansOf(request) : [];
	const logs = signal === 'logs' ? logsOf(request) : [];
	const points = signal === 'metrics' ? pointsOf(request) : [];
	const items = spans.length + logs.length + points.length;
	return { signal, headers, spans, logs, points, items, bytes: raw.length };
}

/* Behaviours. */

export const well: Behaviour = (answer, _incoming, take) => {
	take();
	answer.writeHead(200, { 'content-type': 'application/x-protobuf', 'content-length': 0 }).end();
};

/** Answers every request with a status. */
export function status(code: number, headers: Record<string, string> = {}, body = ''): Behaviour {
	return (answer) => answer.writeHead(code, { 'content-type': 'text/plain', ...headers }).end(body);
}

/** Behaves in one way for so many requests, then in another. */
export function first(times: number, failing: Behaviour, then: Behaviour = well): Behaviour {
	let left = times;
	return (...request) => (left-- > 0 ? failing : then)(...request);
}

export function slow(milliseconds: number): Behaviour {
	return async (...request) => {
		await Bun.sleep(milliseconds);
		await well(...request);
	};
}

/** Takes the request, and never says a word. */
export const hangs: Behaviour = () => undefined;

/** Says 200, and leaves the rest of it out. */
export const hangsInBody: Behaviour = (answer, _incoming, take) => {
	take();
	answer.writeHead(200, { 'content-type': 'application/x-protobuf', 'content-length': 100 }).write('abc');
};

export const closesInBody: Behaviour = (answer, _incoming, take) => {
	take();
	answer.writeHead(200, { 'content-type': 'application/x-protobuf', 'content-length': 100 });
	answer.write('abc', () => setTimeout(() => answer.socket?.destroy(), 20));
};

export const closes: Behaviour = (answer) => answer.socket?.destroy();

export const resets: Behaviour = (answer) => answer.socket?.resetAndDestroy();

/** Takes everything, and answers with what is no OTLP. */
export const rubbish: Behaviour = (answer, _incoming, take) => {
	take();
	answer.writeHead(200, { 'content-type': 'text/html' }).end('<h1>It works!</h1>');
};

/** Takes everything but the first so many items. */
export function partial(rejected: number, message: string): Behaviour {
	const NAMES = {
		traces: 'rejectedSpans',
		logs: 'rejectedLogRecords',
		metrics: 'rejectedDataPoints',
	} as const;
	return (answer, { signal }, take) => {
		take();
		const partialSuccess = { [NAMES[signal]]: rejected, errorMessage: message };
		answer.writeHead(200, { 'content-type': 'application/x-protobuf' });
		answer.end(encodeResponse(signal, { partialSuccess }));
	};
}

/** Finds requests with more than so many items too large. */
export function tooLarge(mostItems: number): Behaviour {
	return (answer, incoming, take) =>
		incoming.items > mostItems ? status(413)(answer, incoming, take) : well(answer, incoming, take);
}
