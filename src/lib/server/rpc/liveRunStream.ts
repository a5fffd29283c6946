import type { Run } from '$server/checks/model';
import { AppError } from '$server/errors';
import type { RunChange } from '$server/observe/liveRun';
import type { LogLine, TraceSpan } from '$trace/wire';

export interface LiveRunSource {
	/** Tells a full snapshot first, then what changes. Resolves to the way out. */
	subscribe(listener: (change: RunChange) => void): Promise<() => void>;
	/** Ends the stream when it is aborted. */
	signals: AbortSignal[];
	pingMs?: number;
}

const MOST_STREAMS = 200;
/** Spans and lines that may wait for one client. Whoever falls behind further is let go; it comes back to a snapshot. */
const MOST_WAITING = 5_000;
const RETRY_MS = 1_000;
const PING_MS = 5_000;

let open = 0;

/**
 * One run as server-sent events: `run`, `spans`, `logs`, `end`, and a comment every 5 s against idle timeouts.
 * What changes while a client does not read is merged, so that it gets the newest of everything.
 * @throws AppError UNAVAILABLE where 200 streams are open; whatever `subscribe` throws
 */
export async function liveRunStream(source: LiveRunSource): Promise<ReadableStream<Uint8Array>> {
	if (open >= MOST_STREAMS)
		throw new AppError('UNAVAILABLE', `Expected at most ${MOST_STREAMS} live streams at once.`);
	open++;
	const stream = new LiveRun(source.pingMs ?? PING_MS);
	try {
		stream.leaveBy(await source.subscribe((change) => stream.offer(change)));
	} catch (error) {
		stream.close();
		throw error;
	}
	for (const signal of source.signals) stream.endWith(signal);
	return stream.readable();
}

/** Not an async generator: those lose their context on Bun. */
class LiveRun {
	readonly #ways: (() => void)[] = [() => open--];
	readonly #pingMs: number;
	#controller: ReadableStreamDefaultController<Uint8Array> | undefined;
	#run: Run | undefined;
	#spans = new Map<string, TraceSpan>();
	#logs: LogLine[] = [];
	#ended = false;
	/** Whether the snapshot has gone out: before that all of it waits, however much it is. */
	#told = false;
	#closed = false;

	constructor(pingMs: number) {
		this.#pingMs = pingMs;
	}

	readable(): ReadableStream<Uint8Array> {
		return new ReadableStream({
			start: (controller) => this.#start(controller),
			pull: () => this.#flush(),
			cancel: () => this.#cancelled(),
		});
	}

	/** Merges a change into what waits for the client. */
	offer({ run, spans = [], logs = [], ended = false }: RunChange): void {
		if (this.#closed) return;
		this.#run = run ?? this.#run;
		for (const span of spans) this.#spans.set(span.spanId, span);
		this.#logs.push(...logs);
		this.#ended ||= ended;
		if (this.#told && this.#spans.size + this.#logs.length > MOST_WAITING) this.close();
		else this.#flush();
	}

	leaveBy(way: () => void): void {
		if (this.#closed) way();
		else this.#ways.push(way);
	}

	endWith(signal: AbortSignal): void {
		if (signal.aborted) return this.close();
		const end = () => this.close();
		signal.addEventListener('abort', end, { once: true });
		this.leaveBy(() => signal.removeEventListener('abort', end));
	}

	close(): void {
		if (this.#closed) return;
		this.#closed = true;
		for (const way of this.#ways) way();
		this.#controller?.close();
	}

	/** The reader has gone: its controller is closed already, and closing it again would throw. */
	#cancelled(): void {
		this.#controller = undefined;
		this.close();
	}

	#start(controller: ReadableStreamDefaultController<Uint8Array>): void {
		if (this.#closed) return controller.close();
		this.#controller = controller;
		const ping = setInterval(() => this.#ping(), this.#pingMs);
		this.leaveBy(() => clearInterval(ping));
		controller.enqueue(encode(`retry: ${RETRY_MS}\n\n`));
	}

	#flush(): void {
		if (!this.#ready()) return;
		const ended = this.#ended;
		const text = this.#take();
		if (text === '') return;
		this.#told = true;
		this.#controller?.enqueue(encode(text));
		if (ended) this.close();
	}

	#ping(): void {
		if (this.#ready()) this.#controller?.enqueue(encode(': ping\n\n'));
	}

	#ready(): boolean {
		return !this.#closed && (this.#controller?.desiredSize ?? 0) > 0;
	}

	#take(): string {
		const events = [
			this.#run === undefined ? '' : event('run', this.#run),
			this.#spans.size === 0 ? '' : event('spans', [...this.#spans.values()]),
			this.#logs.length === 0 ? '' : event('logs', this.#logs),
			this.#ended ? event('end', {}) : '',
		];
		this.#run = undefined;
		this.#spans = new Map();
		this.#logs = [];
		// Writing to a reader that waits comes back here at once: what was taken must be gone by then.
		this.#ended = false;
		return events.join('');
	}
}

function event(name: string, data: unknown): string {
	return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}

const encoder = new TextEncoder();

function encode(text: string): Uint8Array {
	return encoder.encode(text);
}
