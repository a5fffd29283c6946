import { STATUS_CODES } from 'node:http';
import { shortJson, shownAt } from './jsonPath';
import type { Expectation, Expectations, Failure, Observation } from './schema';

const DAY_MS = 86_400_000;
const DEFAULT_STATUS = '200-299';

/** A stand-still of this process that is shorter explains nothing. */
const LEAST_BLOCK_MS = 100;
/**
 * A request takes about ten turns of the event loop. So a loop that stood still for a tenth of the time at one
 * stretch may well have had as little to give in each of them; one that did not leaves the target to blame.
 */
const LEAST_BLOCKED_SHARE = 0.1;
/** What the other side does when it has waited too long for us. */
const BROKEN_OFF = new Set(['ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT']);
const CONNECTION_PHASES = new Set(['connect', 'tls', 'request']);

export interface Judgement {
	verdict: 'passed' | 'failed' | 'inconclusive';
	/** `null` where it passed. */
	failure: Failure | null;
}

/**
 * Says whether what was observed is what the check expects. Pure: the same observation gives the same verdict.
 *
 * Inconclusive, never failed, is what may be this process' own fault: a failure that is a matter of time, while
 * the process stood still for long enough to explain it. These are: the time limit that ran out and a connection
 * that was broken off while being made, where the stand-still was at least 100 ms and a tenth of the whole; and a
 * `maxDurationMs` that would have been kept without the stand-still.
 */
export function judge(expect: Expectations, observation: Observation): Judgement {
	const failure = observation.failure ?? firstUnmet(expect, observation);
	if (failure === null) return { verdict: 'passed', failure };
	if (!explainedByBlock(failure, expect, observation)) return { verdict: 'failed', failure };
	return { verdict: 'inconclusive', failure: blamedOnUs(failure, observation) };
}

/** A single status as a range of one. */
export function statusRange(status: Expectations['status'] = DEFAULT_STATUS): { from: number; to: number } {
	if (typeof status === 'number') return { from: status, to: status };
	return { from: Number(status.slice(0, 3)), to: Number(status.slice(4)) };
}

type Unmet = { expected: string; actual: string; message: string } | null;
type Rule = (expect: Expectations, observation: Observation) => Unmet;

/** In the order in which they are judged: the first that is not met names the failure. */
const RULES: readonly (readonly [Expectation, Rule])[] = [
	['status', status],
	['certificateDays', certificateDays],
	['bodyContains', bodyContains],
	['jsonPath', jsonPath],
	['maxDurationMs', maxDurationMs],
];

function firstUnmet(expect: Expectations, observation: Observation): Failure | null {
	for (const [expectation, rule] of RULES) {
		const unmet = rule(expect, observation);
		if (unmet !== null)
			return { phase: null, expectation, errorCode: null, url: bare(observation.url), ...unmet };
	}
	return null;
}

function status({ status: expected = DEFAULT_STATUS }: Expectations, { status: actual }: Observation): Unmet {
	const { from, to } = statusRange(expected);
	if (actual !== null && actual >= from && actual <= to) return null;
	const got = actual === null ? 'no status' : `${actual} ${STATUS_CODES[actual] ?? ''}`.trim();
	return unmet(`the status ${expected}`, got);
}

function certificateDays({ certificateDays: days }: Expectations, seen: Observation): Unmet {
	if (days === undefined) return null;
	const expected = `a certificate valid for ${days} more days`;
	if (seen.certificateExpiresAt === null) return unmet(expected, 'an answer without TLS');
	const left = (Date.parse(seen.certificateExpiresAt) - Date.parse(seen.startedAt)) / DAY_MS;
	if (left >= days) return null;
	return unmet(
		expected,
		`one that expires on ${seen.certificateExpiresAt.slice(0, 10)}, in ${Math.floor(left)} days`,
	);
}

function bodyContains({ bodyContains: text }: Expectations, seen: Observation): Unmet {
	if (text === undefined || seen.bodyContains === true) return null;
	return unmet(`a body that contains ${shortJson(text)}`, `a body of ${seen.bodyBytes} bytes without it`);
}

function jsonPath({ jsonPath: asked }: Expectations, { jsonPathFound }: Observation): Unmet {
	if (asked === undefined) return null;
	const expected = shownAt(asked.path, asked.equals);
	const actual = jsonPathFound ?? 'nothing';
	return actual === expected ? null : unmet(`${asked.path} to be ${expected}`, actual);
}

function maxDurationMs({ maxDurationMs: limit }: Expectations, { timings }: Observation): Unmet {
	if (limit === undefined || timings.totalMs <= limit) return null;
	return unmet(`an answer within ${limit} ms`, `one that took ${Math.ceil(timings.totalMs)} ms`);
}

function unmet(expected: string, actual: string): Unmet {
	return { expected, actual, message: `Expected ${expected}, got ${actual}` };
}

function explainedByBlock(
	failure: Failure,
	expect: Expectations,
	{ blockedMs, timings }: Observation,
): boolean {
	if (blockedMs < LEAST_BLOCK_MS) return false;
	if (failure.expectation === 'maxDurationMs')
		return timings.totalMs - blockedMs <= (expect.maxDurationMs ?? 0);
	return isMatterOfTime(failure) && blockedMs >= timings.totalMs * LEAST_BLOCKED_SHARE;
}

function isMatterOfTime({ phase, errorCode }: Failure): boolean {
	if (phase === null || errorCode === null) return false;
	return errorCode === 'TIMEOUT' || (CONNECTION_PHASES.has(phase) && BROKEN_OFF.has(errorCode));
}

function blamedOnUs(failure: Failure, { blockedMs }: Observation): Failure {
	const message = `Inconclusive: Glasshouse itself stood still for ${inMs(blockedMs)} during the request. ${failure.message}`;
	return { ...failure, message };
}

function inMs(ms: number): string {
	return `${Math.round(ms)} ms`;
}

function bare(url: string): string {
	return url.replace(/[?#].*$/s, '');
}
