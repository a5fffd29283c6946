import { feedCounts } from '../metrics/feed';
import { accessEnd, type Admission } from './admissions';
import { HEARTBEAT_MS } from './clients';
import type { FeedChannel } from './channel';
import type { FeedReader, Outgoing } from './reader';

const RETRY_MS = 1_000;
/** What waits for a client that reads slowly; the rest stays in the channel, and may be lost there. */
const MOST_WAITING_BYTES = 65_536;

const counts = feedCounts('sse');
const encoder = new TextEncoder();

interface FeedStreamOptions {
	reader: FeedReader;
	channel: FeedChannel;
	admission: Admission;
	/** Ends the stream when one of them is aborted. */
	signals: AbortSignal[];
	/** Called once, when the stream has ended. */
	leave: () => void;
	heartbeatMs?: number;
}

/** The feed as server-sent events: every frame is a message, its cursor is the event's id. */
export function feedStream(options: FeedStreamOptions): ReadableStream<Uint8Array> {
	const stream = new FeedStream(options);
	return new ReadableStream(stream, new ByteLengthQueuingStrategy({ highWaterMark: MOST_WAITING_BYTES }));
}

/** Not an async generator: those lose their context on Bun. */
class FeedStream implements UnderlyingDefaultSource<Uint8Array> {
	readonly #options: FeedStreamOptions;
	readonly #ways: (() => void)[];
	#controller: ReadableStreamDefaultController<Uint8Array> | undefined;

	constructor(options: FeedStreamOptions) {
		this.#options = options;
		this.#ways = [options.leave];
	}

	start(controller: ReadableStreamDefaultController<Uint8Array>): void {
		const { channel, signals, admission, heartbeatMs = HEARTBEAT_MS } = this.#options;
		this.#controller = controller;
		controller.enqueue(encoder.encode(`retry: ${RETRY_MS}\n\n`));
		const beat = setInterval(() => this.#beat(), heartbeatMs);
		const end = () => this.#close();
		for (const signal of signals) signal.addEventListener('abort', end, { once: true });
		this.#ways.push(
			channel.listen(() => this.pull()),
			() => clearInterval(beat),
			...signals.map((signal) => () => signal.removeEventListener('abort', end)),
		);
		admission.whenOver((why) => this.#end(accessEnd(why)));
		if (signals.some((signal) => signal.aborted)) end();
	}

	/** Writes what there is, as far as the client takes it. Writing to one that waits comes back here at once. */
	pull(): void {
		while (this.#takes()) {
			const text = this.#take();
			if (text === '') break;
			this.#controller?.enqueue(encoder.encode(text));
		}
		if (this.#options.reader.done) this.#close();
	}

	/** The reader has gone: its controller is closed already, and closing it again would throw. */
	cancel(): void {
		this.#controller = undefined;
		this.#leave();
	}

	#take(): string {
		const { reader } = this.#options;
		const events: string[] = [];
		let length = 0;
		for (let frame = reader.next(); frame !== undefined; frame = reader.next()) {
			const event = eventOf(frame);
			events.push(event);
			length += event.length;
			if (length >= MOST_WAITING_BYTES) break;
		}
		if (events.length > 0) counts.sent(events.length);
		counts.dropped(reader.takeLost());
		return events.join('');
	}

	#beat(): void {
		if (this.#takes()) this.#controller?.enqueue(encoder.encode(': still here\n\n'));
	}

	#takes(): boolean {
		return (this.#controller?.desiredSize ?? 0) > 0;
	}

	/** The last frame is written also where the client is slow to take what came before. */
	#end(frame: string): void {
		this.#controller?.enqueue(encoder.encode(eventOf({ cursor: undefined, text: frame })));
		this.#close();
	}

	#close(): void {
		const controller = this.#controller;
		this.#controller = undefined;
		controller?.close();
		this.#leave();
	}

	#leave(): void {
		for (const way of this.#ways.splice(0)) way();
	}
}

/** An empty id makes a browser forget the one before: there is no going on from there. */
function eventOf({ cursor, text }: Outgoing): string {
	return `${cursor === undefined ? '' : `id: ${cursor}\n`}data: ${text}\n\n`;
}
