import { isSpanContextValid, TraceFlags, type SpanContext, type TraceState } from '@opentelemetry/api';
import { fourBytes } from '../otlp/protobuf/hexDigits';
import { newSpanId, newTraceId, wordOfLastId } from './ids';

/** The trace id was made by chance: https://www.w3.org/TR/trace-context-2/#random-trace-id-flag */
const RANDOM = 0b10;

/** What writes ids as the bytes that they stand for, each of them in words of four. */
export interface IdWriter {
	id8(tag: number, word0: number, word1: number): void;
	id16(tag: number, word0: number, word1: number, word2: number, word3: number): void;
}

/** What becomes of a trace. Whoever follows its spans writes it down, and need not look for it at each of them. */
export const WAY = Symbol('glasshouse.way');

/** What the spans of a trace that begin under one another in this process have in common. */
export class LocalTrace {
	[WAY]: unknown = undefined;
	readonly #word0: number;
	readonly #word1: number;
	readonly #word2: number;
	readonly #word3: number;

	/**
	 * @param anchorMs what the trace adds to `performance.now()` for the time of day
	 * @param beganHere its id was made here: until its first span has started, nobody knows it
	 */
	private constructor(
		readonly id: string,
		readonly anchorMs: number,
		readonly beganHere: boolean,
		word0: number,
		word1: number,
		word2: number,
		word3: number,
	) {
		this.#word0 = word0;
		this.#word1 = word1;
		this.#word2 = word2;
		this.#word3 = word3;
	}

	/** A trace that nobody has heard of yet. */
	static begin(anchorMs: number): LocalTrace {
		const id = newTraceId();
		return new LocalTrace(
			id,
			anchorMs,
			true,
			wordOfLastId(16),
			wordOfLastId(12),
			wordOfLastId(8),
			wordOfLastId(4),
		);
	}

	/** A trace that began elsewhere. */
	static of(id: string, anchorMs: number): LocalTrace {
		return new LocalTrace(
			id,
			anchorMs,
			false,
			fourBytes(id, 0),
			fourBytes(id, 8),
			fourBytes(id, 16),
			fourBytes(id, 24),
		);
	}

	/** The last four bytes of its id. */
	get lastWord(): number {
		return this.#word3;
	}

	write(writer: IdWriter, tag: number): void {
		writer.id16(tag, this.#word0, this.#word1, this.#word2, this.#word3);
	}
}

/**
 * The place of a span that was started here. It knows the clock of its trace, which its children go on with even where
 * the span itself is handed to them in the disguise of another, and its ids as they are sent.
 */
export class LocalSpanContext implements SpanContext {
	readonly traceId: string;
	readonly #trace: LocalTrace;
	readonly #word0: number;
	readonly #word1: number;

	private constructor(
		trace: LocalTrace,
		readonly spanId: string,
		readonly traceFlags: number,
		readonly traceState: TraceState | undefined,
		word0: number,
		word1: number,
	) {
		this.traceId = trace.id;
		this.#trace = trace;
		this.#word0 = word0;
		this.#word1 = word1;
	}

	/** The place of a new span. */
	static in(trace: LocalTrace, traceFlags: number, traceState: TraceState | undefined): LocalSpanContext {
		const spanId = newSpanId();
		return new LocalSpanContext(trace, spanId, traceFlags, traceState, wordOfLastId(8), wordOfLastId(4));
	}

	/** The place of a span that has its id already. */
	static of(trace: LocalTrace, spanId: string, traceFlags: number): LocalSpanContext {
		return new LocalSpanContext(
			trace,
			spanId,
			traceFlags,
			undefined,
			fourBytes(spanId, 0),
			fourBytes(spanId, 8),
		);
	}

	static is(context: SpanContext): context is LocalSpanContext {
		return #trace in context;
	}

	/** A method, as those below, so that nobody takes it for a part. */
	trace(): LocalTrace {
		return this.#trace;
	}

	/** What its trace adds to `performance.now()` for the time of day. */
	anchor(): number {
		return this.#trace.anchorMs;
	}

	writeTraceId(writer: IdWriter, tag: number): void {
		this.#trace.write(writer, tag);
	}

	writeSpanId(writer: IdWriter, tag: number): void {
		writer.id8(tag, this.#word0, this.#word1);
	}
}

/** @returns the context as it is, or `undefined` where nobody could be a child of it */
export function validParent(context: SpanContext | undefined): SpanContext | undefined {
	if (context === undefined || LocalSpanContext.is(context)) return context;
	return isSpanContextValid(context) ? context : undefined;
}

/** Of what the parent says of the trace, only that its id is random stays true for all of it. */
export function flagsOf(isSampled: boolean, parent: SpanContext | undefined): number {
	const inherited = parent === undefined ? 0 : parent.traceFlags & RANDOM;
	return (isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE) | inherited;
}
