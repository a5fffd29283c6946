import { SpanStatusCode, type Attributes, type Context, type Span, type Tracer } from '@opentelemetry/api';
import { ATTR_ERROR_TYPE } from '@opentelemetry/semantic-conventions';
import { type Deadline } from './deadline';
import { stepBroke, stepTimedOut, type PhaseStep, type ProbeError } from './probeError';

/** The phases that are timed and have a span each; the others stand within them or take no time. */
export type TimedPhase = 'dns' | 'connect' | 'tls' | 'first_byte' | 'transfer';
export type PhaseTimings = Partial<Record<TimedPhase, number>>;

/**
 * The phases of one hop, one after the other: each is a span under the hop's, ended once, whatever happens. A
 * failure names the one that was open.
 */
export class Phases {
	/** Milliseconds, of the phases that were reached. */
	readonly timings: PhaseTimings = {};
	#step: PhaseStep | undefined;

	constructor(
		private readonly tracer: Tracer,
		private readonly parent: Context,
		private readonly deadline: Deadline,
	) {}

	/** @throws ProbeError, or the reason of a cancellation */
	async run<T>(
		name: TimedPhase,
		step: PhaseStep,
		attributes: Attributes,
		work: (span: Span) => Promise<T>,
	): Promise<T> {
		const startMs = performance.now();
		const span = this.tracer.startSpan(name, { attributes }, this.parent);
		this.#step = step;
		try {
			return await this.deadline.race(work(span));
		} catch (error) {
			throw this.deadline.cancelled ? error : failSpan(span, this.#explain(error));
		} finally {
			span.end();
			this.timings[name] = performance.now() - startMs;
		}
	}

	/** Goes on to the next step within the same span: from sending a request to waiting for its answer. */
	goOn(step: PhaseStep): void {
		this.#step = step;
	}

	#explain(error: unknown): ProbeError {
		const step = this.#step ?? { phase: 'request', doing: 'The request', expected: 'an answer' };
		if (!this.deadline.expired) return stepBroke(step, error);
		return stepTimedOut(step, this.deadline.limitMs, this.deadline.elapsedMs);
	}
}

/** Marks a span as failed. @returns the error, to be thrown on */
export function failSpan(span: Span, error: ProbeError): ProbeError {
	span.setAttribute(ATTR_ERROR_TYPE, error.errorCode);
	span.setStatus({ code: SpanStatusCode.ERROR, message: error.message });
	return error;
}
