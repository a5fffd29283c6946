import {
	SpanStatusCode,
	trace,
	type Attributes,
	type Context,
	type Histogram,
	type Span,
	type Tracer,
} from '@opentelemetry/api';
import { METRICS } from '../catalogue';
import { instruments } from '../definition';
import { guard, report } from '../guard';
import { isSampled } from '../isSampled';
import { recordSoon } from '../metrics/measurements';
import { ATTR_DB_RESPONSE_RETURNED_ROWS, ATTR_DB_RESPONSE_STATUS_CODE, ATTR_ERROR_TYPE } from '../semconv';
import { isTracingSuppressed } from '../suppression';
import { elapsedMs, startMsOf } from '../tracing/spanClock';
import type { Endpoint } from './endpoint';
import { describeFailure, type Failure } from './failure';

/** Makes the spans and the measurements of one client library's queries. */
export class DatabaseCalls {
	private readonly tracer: Tracer;
	private readonly duration: Pick<Histogram, 'record'>;

	/** @param scope the name of the instrumentation scope */
	constructor(scope: string) {
		this.tracer = trace.getTracer(scope);
		this.duration = instruments(scope).histogram(METRICS.dbClientOperationDuration);
	}

	/**
	 * A query begins. It is measured in any case, and has a span where there is one above it: those of a polling
	 * loop would be traces of their own, without end. Never throws.
	 * @param parameterised whether its values come beside its text, which is then told as it is
	 * @returns `undefined` where tracing is suppressed
	 */
	begin(
		endpoint: Endpoint,
		text: string | undefined,
		parameterised: boolean,
		caller: Context | undefined,
	): DatabaseCall | undefined {
		try {
			if (caller === undefined || isTracingSuppressed(caller)) return undefined;
			const { name, parameterised: asItIs, sanitised, measured } = endpoint.describe(text);
			const span =
				trace.getSpan(caller) === undefined
					? undefined
					: this.tracer.startSpan(name, parameterised ? asItIs : sanitised, caller);
			return new DatabaseCall(span, caller, this.duration, measured);
		} catch (error) {
			report('Beginning a database span', error);
			return undefined;
		}
	}
}

/** One query on its way. What is told first of its end is what counts; nothing here throws. */
export class DatabaseCall {
	private readonly startMs: number;
	private ended = false;

	constructor(
		private readonly span: Span | undefined,
		private readonly caller: Context,
		private readonly duration: Pick<Histogram, 'record'>,
		private readonly measured: Attributes,
	) {
		this.startMs = startMsOf(span);
	}

	/**
	 * @param rowsOf counts the rows that `result` returned. The conventions ask for their number only where a user
	 * wants it; here it is always told, for it explains more slow queries than anything else.
	 */
	succeeded(rowsOf?: (result: unknown) => number | undefined, result?: unknown): void {
		if (this.ended) return;
		this.ended = true;
		if (this.span !== undefined) {
			try {
				const rows = rowsOf?.(result);
				if (rows !== undefined) this.span.setAttribute(ATTR_DB_RESPONSE_RETURNED_ROWS, rows);
				this.span.end();
			} catch (error) {
				report('Ending a database span', error);
			}
		}
		this.measure(this.seconds(), this.measured);
	}

	failed(error: unknown): void {
		if (this.ended) return;
		this.ended = true;
		const seconds = this.seconds();
		const failure = guard('Describing a database error', () => describeFailure(error)) ?? UNKNOWN_FAILURE;
		const { span } = this;
		if (span !== undefined) guard('Ending a database span', () => endFailed(span, failure));
		this.measure(seconds, { ...this.measured, ...failureAttributes(failure) });
	}

	/** That it took, or has taken so far. */
	private seconds(): number {
		return elapsedMs(this.span, this.startMs) / 1e3;
	}

	/** An exemplar leads to the span, or else to what is above it. */
	private measure(seconds: number, attributes: Attributes): void {
		const { span, caller } = this;
		const isTold = span !== undefined && isSampled(span.spanContext());
		recordSoon(this.duration, seconds, attributes, isTold ? span : trace.getSpan(caller));
	}
}

const UNKNOWN_FAILURE: Failure = {
	type: '_OTHER',
	statusCode: undefined,
	message: '_OTHER',
	stack: undefined,
};

/** What is kept out of the exception's message is kept out of the status, too. */
export function endFailed(span: Span, failure: Failure): void {
	const { type, message, stack } = failure;
	span.setAttributes(failureAttributes(failure));
	span.recordException({ name: type, message, ...(stack === undefined ? {} : { stack }) });
	span.setStatus({ code: SpanStatusCode.ERROR, message });
	span.end();
}

function failureAttributes({ type, statusCode }: Failure): Attributes {
	if (statusCode === undefined) return { [ATTR_ERROR_TYPE]: type };
	return { [ATTR_ERROR_TYPE]: type, [ATTR_DB_RESPONSE_STATUS_CODE]: statusCode };
}
