import type { PostRequest } from '../post';
import { AnswerReader } from './answerReader';
import type { Connection } from './connection';
import { closedEarly, malformed } from './http1Error';
import type { RequestBytes, Writable } from './requestBytes';

/** What an exchange needs of where it goes. */
export interface Destination {
	/** Sends it over a connection that is new. */
	open(exchange: Exchange): void;
	/** Sends the request in another way, where no connection could be opened. */
	reach(request: PostRequest): Promise<Response>;
}

/**
 * A request and its answer. As with `fetch`, an answer whose status has come is one: where the rest of it fails, or is
 * given up, reading its body fails.
 */
export class Exchange implements EventListenerObject {
	private readonly settling = Promise.withResolvers<Response>();
	private isSettled = false;
	private connection: Connection | undefined;
	private readonly reader = new AnswerReader();

	/** @param bytes of the request, whose signal must not be aborted yet */
	constructor(
		private readonly destination: Destination,
		private readonly request: PostRequest,
		private readonly bytes: RequestBytes,
	) {
		request.signal.addEventListener('abort', this, { once: true });
	}

	/** Settles once, after which nothing is read of the request's body. */
	get response(): Promise<Response> {
		return this.settling.promise;
	}

	/** The signal was aborted. */
	handleEvent(): void {
		const reason: unknown = this.request.signal.reason;
		this.fail(
			reason instanceof Error ? reason : new DOMException('The operation was aborted.', 'AbortError'),
		);
	}

	begin(connection: Connection): void {
		this.connection = connection;
	}

	send(socket: Writable): void {
		if (!this.bytes.writeTo(socket)) this.closed();
	}

	received(bytes: Buffer): void {
		try {
			if (this.reader.take(bytes)) this.finish();
		} catch (error) {
			this.fail(error instanceof Error ? error : malformed('it cannot be read'));
		}
	}

	/** A connection that was kept may have been closed before the request came: that is no failure of the collector's. */
	closed(): void {
		if (this.reader.end()) return this.finish();
		if (this.connection?.isReused !== true || this.reader.hasBegun) return this.fail(closedEarly());
		this.connection.drop();
		this.bytes.rewind();
		this.destination.open(this);
	}

	failedToOpen(): void {
		if (!this.settle()) return;
		this.settling.resolve(this.destination.reach(this.request));
	}

	private finish(): void {
		const { connection } = this;
		if (!this.settle()) return;
		// What was answered before it was written whole cannot be followed by another request.
		if (this.bytes.isWritten) connection?.release(this.reader.isReusable);
		else connection?.drop();
		this.answer();
	}

	private fail(error: Error): void {
		const { connection } = this;
		if (!this.settle()) return;
		connection?.drop();
		if (this.reader.hasHead) this.answer(error);
		else this.settling.reject(error);
	}

	private answer(failure?: Error): void {
		try {
			this.settling.resolve(this.reader.response(failure));
		} catch {
			this.settling.reject(malformed('there is no response like it'));
		}
	}

	/** @returns whether it was not yet settled */
	private settle(): boolean {
		if (this.isSettled) return false;
		this.isSettled = true;
		this.request.signal.removeEventListener('abort', this);
		this.connection = undefined;
		return true;
	}
}
