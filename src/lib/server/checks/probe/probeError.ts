import { type Failure, type Phase } from '../schema';
import { wordsFor } from './errorWords';

/** What is being done at the moment, for people and for the failure that it may become. */
export interface PhaseStep {
	phase: Phase;
	/** Begins a sentence: "Connecting to 127.0.0.1:1". */
	doing: string;
	/** What was hoped for: "a connection to 127.0.0.1:1". */
	expected: string;
}

interface Trouble {
	phase: Phase;
	errorCode: string;
	expected: string;
	actual: string;
	message: string;
}

/** A request broke in a phase, before a whole answer was there. */
export class ProbeError extends Error {
	override readonly name = 'ProbeError';
	readonly phase: Phase;
	readonly errorCode: string;
	readonly expected: string;
	readonly actual: string;

	constructor(trouble: Trouble, cause?: unknown) {
		super(trouble.message, { cause });
		this.phase = trouble.phase;
		this.errorCode = trouble.errorCode;
		this.expected = trouble.expected;
		this.actual = trouble.actual;
	}

	/** @param url of the hop, without query and credentials */
	toFailure(url: string): Failure {
		const { phase, errorCode, expected, actual, message } = this;
		return { phase, expectation: null, errorCode, expected, actual, message, url };
	}
}

/** @returns a step that failed for a reason of our own: a rule of ours, or what the peer's answer says */
export function stepFailed(step: PhaseStep, errorCode: string, actual: string): ProbeError {
	const { phase, doing, expected } = step;
	return new ProbeError({ phase, errorCode, expected, actual, message: `${doing} failed: ${actual}` });
}

/** @returns a step during which the time for the whole request ran out */
export function stepTimedOut(step: PhaseStep, limitMs: number, tookMs: number): ProbeError {
	return new ProbeError({
		phase: step.phase,
		errorCode: 'TIMEOUT',
		expected: `${step.expected}, and the whole answer within ${limitMs} ms`,
		actual: `no end of it after ${Math.round(tookMs)} ms`,
		message: `${step.doing} took too long: the time limit of ${limitMs} ms ran out`,
	});
}

/** @returns whatever was thrown during a step, in its words; a ProbeError stays as it is */
export function stepBroke(step: PhaseStep, error: unknown): ProbeError {
	if (error instanceof ProbeError) return error;
	const { errorCode, actual } = wordsFor(error);
	const { phase, doing, expected } = step;
	return new ProbeError({ phase, errorCode, expected, actual, message: `${doing} failed: ${actual}` }, error);
}
