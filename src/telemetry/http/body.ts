import type { Context } from '@opentelemetry/api';
import { callIn } from '../callersContext';

/** Who wants to know how the body of a response ended. */
export interface BodyOwner {
	/** In which whoever writes the body is called. */
	readonly context: Context;
	/** Called when the body is complete, or when its reader went away. Must not throw. */
	bodyEnded(): void;
	/** Called when the body broke. Must not throw. */
	bodyBroke(error: unknown): void;
}

/** The same response, telling `owner` when its body, a stream, has ended. */
export function withBodyEnd(response: Response, owner: BodyOwner): Response {
	const { body, status, statusText, headers } = response;
	if (body === null) return response;
	const source = new ObservedBody(owner);
	// Reads on demand only, so that the writer feels the reader's pace as before.
	const stream = new ReadableStream(source, { highWaterMark: 0 });
	const observed = new Response(stream, { status, statusText, headers });
	source.reader = body.getReader();
	return observed;
}

type Chunk = Uint8Array<ArrayBuffer>;
type Reader = ReadableStreamDefaultReader<Chunk> | undefined;

/**
 * Passes a body on, chunk by chunk. Bun calls the pull of a generator or a direct stream outside of any context
 * (oven-sh/bun#41561): reading it from here gives it the request's back.
 */
class ObservedBody implements UnderlyingDefaultSource<Chunk> {
	reader: Reader;

	constructor(private readonly owner: BodyOwner) {}

	async pull(controller: ReadableStreamDefaultController<Chunk>): Promise<void> {
		try {
			const result = await callIn(this.owner.context, read, this.reader, []);
			if (isChunk(result)) return controller.enqueue(result.value);
			this.owner.bodyEnded();
			controller.close();
		} catch (error) {
			this.owner.bodyBroke(error);
			controller.error(error);
		}
	}

	async cancel(reason: unknown): Promise<void> {
		this.owner.bodyEnded();
		await callIn(this.owner.context, cancel, this.reader, [reason]);
	}
}

function read(this: Reader) {
	return this?.read();
}

function cancel(this: Reader, reason: unknown) {
	return this?.cancel(reason);
}

function isChunk(result: unknown): result is { value: Chunk } {
	return typeof result === 'object' && result !== null && 'done' in result && result.done === false;
}
