import type { Socket, SocketHandler } from 'bun';
import type { Exchange } from './exchange';
import type { Origin } from './origin';

/** A connection to a collector. It carries one exchange at a time, and keeps the process alive only meanwhile. */
export class Connection {
	/** On the clock of `performance.now()`. */
	idleSinceMs = 0;
	/** Whether it has brought an answer before: such a one may be closed at any time. */
	isReused = false;
	private socket: Socket<Connection> | undefined;

	/** @param exchange what it is opened for */
	constructor(
		private readonly origin: Origin,
		private exchange: Exchange | undefined,
	) {}

	/** Never throws; the exchange is told what came of it. */
	open(): void {
		const { hostname, port } = this.origin;
		this.exchange?.begin(this);
		try {
			void Bun.connect({ hostname, port, data: this, socket: HANDLERS });
		} catch {
			this.failedToOpen();
		}
	}

	/** Only for a connection that was kept. */
	carry(exchange: Exchange): void {
		this.exchange = exchange;
		this.isReused = true;
		exchange.begin(this);
		this.socket?.ref();
		this.drained();
	}

	/** The exchange has its answer. */
	release(isReusable: boolean): void {
		this.exchange = undefined;
		if (!isReusable || this.socket === undefined) return this.end();
		this.idleSinceMs = performance.now();
		this.socket.unref();
		this.origin.keep(this);
	}

	/** Closes it once what was written has left. */
	end(): void {
		this.socket?.end();
	}

	/** Closes it at once, whatever is on its way. One that is not open yet is closed as soon as it is. */
	drop(): void {
		this.exchange = undefined;
		if (this.socket === undefined) this.origin.isReached = false;
		this.socket?.terminate();
	}

	opened(socket: Socket<Connection>): void {
		this.socket = socket;
		if (this.exchange === undefined) return this.drop();
		this.origin.isReached = true;
		this.drained();
	}

	failedToOpen(): void {
		const { exchange } = this;
		this.drop();
		exchange?.failedToOpen();
	}

	/** There is room to write, it may be. */
	drained(): void {
		if (this.socket !== undefined) this.exchange?.send(this.socket);
	}

	received(bytes: Buffer): void {
		if (this.exchange === undefined)
			this.drop(); // nobody has asked for anything
		else this.exchange.received(bytes);
	}

	broken(): void {
		this.closed();
		this.drop();
	}

	closed(): void {
		this.origin.forget(this);
		this.exchange?.closed();
	}
}

/** Shared by all sockets. None of them throws. */
const HANDLERS: SocketHandler<Connection> = {
	open: (socket) => socket.data.opened(socket),
	data: (socket, bytes) => socket.data.received(bytes),
	drain: (socket) => socket.data.drained(),
	error: (socket) => socket.data.broken(),
	close: (socket) => socket.data.closed(),
	connectError: (socket) => socket.data.failedToOpen(),
};
