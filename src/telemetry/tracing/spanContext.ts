import { isSpanContextValid, TraceFlags, type SpanContext, type TraceState } from '@opentelemetry/api';

/** The trace id was made by chance: https://www.w3.org/TR/trace-context-2/#random-trace-id-flag */
const RANDOM = 0b10;

/**
 * The place of a span that was started here. It knows the clock of its trace, which its children go on with even where
 * the span itself is handed to them in the disguise of another.
 */
export class LocalSpanContext implements SpanContext {
	readonly #anchorMs: number;

	constructor(
		readonly traceId: string,
		readonly spanId: string,
		readonly traceFlags: number,
		readonly traceState: TraceState | undefined,
		anchorMs: number,
	) {
		this.#anchorMs = anchorMs;
	}

	/** What its trace adds to `performance.now()` for the time of day. A method, so that nobody takes it for a part. */
	anchor(): number {
		return this.#anchorMs;
	}

	static is(context: SpanContext): context is LocalSpanContext {
		return #anchorMs in context;
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
