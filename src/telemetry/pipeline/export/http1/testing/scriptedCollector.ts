import type { Socket } from 'bun';

/** What a collector does that answers bytes to bytes. */
export interface Script {
	/** More of a request has come. */
	bytes?(peer: Peer): void;
	/** A request has come whole. */
	request?(peer: Peer, request: Received): void;
}

export interface Received {
	/** With its empty line, each character a byte. */
	readonly head: string;
	readonly body: Buffer;
	/** Over which connection, counted from 1. */
	readonly connection: number;
}

/** One connection, as the collector sees it. */
export class Peer {
	isClosed = false;
	/** What belongs to no whole request yet. */
	pending = Buffer.alloc(0);

	constructor(
		readonly socket: Socket<Peer>,
		readonly number: number,
	) {}

	/** @param bytes each character one */
	say(bytes: string): void {
		this.socket.write(Buffer.from(bytes, 'latin1'));
	}

	/** Says the bytes in pieces, each in a packet of its own. */
	async sayIn(pieces: Iterable<string>): Promise<void> {
		for (const piece of pieces) {
			this.say(piece);
			await new Promise((resolve) => setImmediate(resolve));
		}
	}
}

/** A collector over real sockets that follows a script. */
export class ScriptedCollector implements Disposable {
	readonly peers: Peer[] = [];
	readonly requests: Received[] = [];
	private readonly listener;
	private readonly firstClosed = Promise.withResolvers<undefined>();

	constructor(private readonly script: Script) {
		this.listener = Bun.listen<Peer>({
			hostname: '127.0.0.1',
			port: 0,
			socket: {
				open: (socket) => this.opened(socket),
				data: (socket, bytes) => this.received(socket.data, bytes),
				close: ({ data }) => this.closed(data),
				error: ({ data }) => this.closed(data),
			},
		});
	}

	get url(): string {
		return `http://127.0.0.1:${this.listener.port}/v1/traces`;
	}

	/** Over which connections requests came. */
	get used(): number[] {
		return this.requests.map(({ connection }) => connection);
	}

	/** Resolves when the first connection is no more. */
	closing(): Promise<undefined> {
		return this.firstClosed.promise;
	}

	[Symbol.dispose](): void {
		this.listener.stop(true);
	}

	private opened(socket: Socket<Peer>): void {
		const peer = new Peer(socket, this.peers.length + 1);
		socket.data = peer;
		this.peers.push(peer);
	}

	private closed(peer: Peer): void {
		peer.isClosed = true;
		if (peer.number === 1) this.firstClosed.resolve(undefined);
	}

	private received(peer: Peer, bytes: Buffer): void {
		peer.pending = Buffer.concat([peer.pending, bytes]);
		this.script.bytes?.(peer);
		const request = wholeRequest(peer);
		if (request === null) return;
		this.requests.push(request);
		this.script.request?.(peer, request);
	}
}

/** A collector that gives these answers to requests, one after the other, and the last of them ever after. */
export function answering(...answers: string[]): ScriptedCollector {
	let given = 0;
	return new ScriptedCollector({
		request: (peer) => peer.say(answers[Math.min(given++, answers.length - 1)] ?? ''),
	});
}

function wholeRequest(peer: Peer): Received | null {
	const end = peer.pending.indexOf('\r\n\r\n') + 4;
	if (end < 4) return null;
	const head = peer.pending.toString('latin1', 0, end);
	const length = Number(/^content-length: (\d+)\r$/m.exec(head)?.[1]);
	if (peer.pending.length < end + length) return null;
	const body = peer.pending.subarray(end, end + length);
	peer.pending = peer.pending.subarray(end + length);
	return { head, body, connection: peer.number };
}
