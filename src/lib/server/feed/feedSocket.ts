import type { AccessEnd } from '$trace/feed';
import { countFeedRefusal, feedCounts } from '../metrics/feed';
import { accessEnd, ACCESS_END_WORDS, type Admission } from './admissions';
import { HEARTBEAT_MS } from './clients';
import type { FeedChannel } from './channel';
import type { FeedReader } from './reader';

/** https://www.rfc-editor.org/rfc/rfc6455#section-7.4.1 */
const DONE = 1000;
const GOING_AWAY = 1001;
const NOT_EXPECTED = 1003;
const TOO_BIG = 1009;
/** Of the range for applications, after HTTP's 401: the session that it was opened with is over. */
const NOT_ADMITTED = 4401;
/** Told to the handler, not to the client, of a message above `maxPayloadLength`; the client gets 1009. */
const CUT_OFF = 1006;
const TOO_BIG_REASON = 'Received too big message';

/** A client has nothing to say; so much is read to tell it so. */
const MOST_READ_BYTES = 4_096;
const MOST_MESSAGE_BYTES = 1_024;
/** What may wait in the socket of a client that reads slowly; the rest stays in the channel, and may be lost there. */
const MOST_BUFFERED_BYTES = 262_144;
/** Frames for one client in one turn: with many clients and much to tell, the app's own work comes in between. */
const FRAMES_A_TURN = 100;
/** A client that answers no ping for so long is gone. */
const IDLE_SECONDS = 120;

const counts = feedCounts('websocket');

interface FeedSocketOptions {
	reader: FeedReader;
	channel: FeedChannel;
	admission: Admission;
	/** Ends the connection when it is aborted. */
	draining: AbortSignal;
	/** Called once, when the connection has ended. */
	leave: () => void;
}

/** What a connection carries; it begins to be told when it opens. */
export class FeedSocket {
	#stop = () => {};
	#later: NodeJS.Immediate | undefined;

	constructor(private readonly options: FeedSocketOptions) {}

	open(socket: Bun.ServerWebSocket<FeedSocket>): void {
		const { channel, draining, admission } = this.options;
		const drain = () => socket.close(GOING_AWAY, 'Glasshouse is stopping');
		const ping = setInterval(() => socket.ping(), HEARTBEAT_MS);
		const deafen = channel.listen(() => this.pump(socket));
		draining.addEventListener('abort', drain, { once: true });
		this.#stop = () => {
			deafen();
			clearInterval(ping);
			clearImmediate(this.#later);
			draining.removeEventListener('abort', drain);
		};
		admission.whenOver((why) => this.#dismiss(socket, why));
		if (draining.aborted) drain();
		else this.pump(socket);
	}

	/** Sends what there is, as far as the client takes it; `drain` comes back here when it takes more. */
	pump(socket: Bun.ServerWebSocket<FeedSocket>): void {
		if (this.#later !== undefined || socket.readyState !== WebSocket.OPEN) return;
		const { reader } = this.options;
		const sent = socket.cork(() => this.#sendSome(socket));
		if (sent > 0) counts.sent(sent);
		counts.dropped(reader.takeLost());
		if (reader.done) socket.close(DONE, 'The run has ended');
		else if (sent === FRAMES_A_TURN) this.#goOn(socket);
	}

	/** A client says something, which none is expected to. */
	said(socket: Bun.ServerWebSocket<FeedSocket>, message: string | Buffer): void {
		const tooBig = Buffer.byteLength(message) > MOST_MESSAGE_BYTES;
		countFeedRefusal(tooBig ? 'message_too_big' : 'message');
		if (tooBig) socket.close(TOO_BIG, 'Nothing is expected here');
		else socket.close(NOT_EXPECTED, 'Nothing is expected here');
	}

	closed(code: number, reason: string): void {
		if (code === CUT_OFF && reason === TOO_BIG_REASON) countFeedRefusal('message_too_big');
		this.#stop();
		this.options.leave();
	}

	#sendSome(socket: Bun.ServerWebSocket<FeedSocket>): number {
		let sent = 0;
		while (sent < FRAMES_A_TURN && socket.getBufferedAmount() < MOST_BUFFERED_BYTES) {
			const frame = this.options.reader.next();
			if (frame === undefined) break;
			socket.send(frame.text);
			sent += 1;
		}
		return sent;
	}

	/** A frame as well as a code: it is what a stream tells too. */
	#dismiss(socket: Bun.ServerWebSocket<FeedSocket>, why: AccessEnd): void {
		socket.send(accessEnd(why));
		socket.close(NOT_ADMITTED, ACCESS_END_WORDS[why]);
	}

	#goOn(socket: Bun.ServerWebSocket<FeedSocket>): void {
		this.#later = setImmediate(() => {
			this.#later = undefined;
			this.pump(socket);
		});
	}
}

/** The app's WebSockets, all of which are of the live feed; goes into `Bun.serve` by way of the adapter. */
export const feedSocketHandler: Bun.WebSocketHandler<FeedSocket> = {
	maxPayloadLength: MOST_READ_BYTES,
	idleTimeout: IDLE_SECONDS,
	perMessageDeflate: false,
	open: (socket) => socket.data.open(socket),
	drain: (socket) => socket.data.pump(socket),
	message: (socket, message) => socket.data.said(socket, message),
	close: (socket, code, reason) => socket.data.closed(code, reason),
};
