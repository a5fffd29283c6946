import type { EndedOperation, LongByDesign, OpenOperation, Operation } from '$trace/inFlight';
import type { OperationState } from '$trace/operationState';
import { epochMs, parseNano } from '$trace/time';
import { timeOfDay } from './clock';
import { duration, period } from './duration';
import { counted, grouped, inWords, sentenceCase } from './number';
import type { Mark } from './states';

/** How an operation fares, drawn and in a word. */
export const OPERATION_MARKS: Record<OperationState, { mark: Mark; word: string }> = {
	running: { mark: 'running', word: 'Running' },
	waiting: { mark: 'waiting', word: 'Waiting' },
	slow: { mark: 'slow', word: 'Slow' },
	stuck: { mark: 'failing', word: 'Stuck' },
	leaked: { mark: 'failing', word: 'Never ended' },
};

/** What is open, in one breath: how much, and then what somebody should look at. */
export function inFlightSentence(operations: readonly { state: OperationState; ageMs: number }[]): string {
	if (operations.length === 0) return 'Nothing is open.';
	const of = (state: OperationState) => operations.filter((operation) => operation.state === state);
	const [stuck, leaked, slow] = [of('stuck'), of('leaked'), of('slow')];
	const open =
		operations.length === 1
			? 'One operation is'
			: `${sentenceCase(inWords(operations.length))} operations are`;
	return [
		`${open} open.`,
		leaked.length > 0 &&
			`${sentenceCase(inWords(leaked.length))} ${leaked.length === 1 ? 'was' : 'were'} never ended.`,
		stuck.length > 0 && stuckClause(stuck.map(({ ageMs }) => ageMs)),
		slow.length > 0 &&
			`${sentenceCase(inWords(slow.length))} ${slow.length === 1 ? 'is' : 'are'} slower than usual.`,
	]
		.filter(Boolean)
		.join(' ');
}

function stuckClause(agesMs: readonly number[]): string {
	const longest = span(Math.max(...agesMs));
	return agesMs.length === 1
		? `One has been stuck for ${longest}.`
		: `${sentenceCase(inWords(agesMs.length))} are stuck, the longest for ${longest}.`;
}

/** A time inside a sentence, in one whole unit: `four minutes`. */
function span(ms: number): string {
	const seconds = Math.floor(ms / 1000);
	if (seconds < 60) return `${inWords(seconds)} ${seconds === 1 ? 'second' : 'seconds'}`;
	const minutes = Math.floor(seconds / 60);
	if (minutes < 60) return `${inWords(minutes)} ${minutes === 1 ? 'minute' : 'minutes'}`;
	const hours = Math.floor(minutes / 60);
	return `${inWords(hours)} ${hours === 1 ? 'hour' : 'hours'}`;
}

/** Who it belongs to: the check and the run, or the service. */
export function ownerWords({ runId, service }: Operation, checkName: string | null): string {
	if (runId === null) return service;
	const run = `run ${runId.slice(0, 8)}`;
	return checkName === null ? sentenceCase(run) : `${checkName}, ${run}`;
}

/** What an open operation is about just now, in a few words; empty where its parts have no spans. */
export function doingWords({ waitsFor, phase }: OpenOperation): string {
	if (waitsFor !== null) return `waits for ${waitsFor.name}`;
	return phase === null ? '' : (PHASES[phase.name]?.now ?? `in ${phase.name}`);
}

/** Why something is called stuck, and what is known of it. @param p99Ms that it usually takes at most */
export function stuckSentence({ phase }: OpenOperation, ageMs: number, p99Ms: number): string {
	const times = `${grouped(Math.floor(ageMs / p99Ms))} times its usual p99.`;
	if (phase === null) return times;
	const since = timeOfDay(new Date(epochMs(parseNano(phase.startTimeUnixNano))));
	return `${times} ${PHASES[phase.name]?.since ?? `In ${phase.name}`} since ${since}.`;
}

/** @param afterMs the bound, in milliseconds */
export function leakSentence(afterMs: number): string {
	return `Open for longer than ${period(afterMs / 1000)}: it looks as if nobody will end it. The log has a warning.`;
}

/** By the names of the phases of a request. */
const PHASES: Readonly<Record<string, { now: string; since: string }>> = {
	dns: { now: 'looks the name up', since: 'Looking the name up' },
	connect: { now: 'connects', since: 'Connecting' },
	tls: { now: 'shakes hands', since: 'In the TLS handshake' },
	'first byte': { now: 'waits for the first byte', since: 'No bytes' },
	transfer: { now: 'receives the body', since: 'Receiving the body' },
};

/** What something is that is long by design. @param count how many of it there are */
export function longWords(what: LongByDesign, count: number): string {
	switch (what) {
		case 'websocket':
			return counted(count, 'WebSocket connection');
		case 'stream':
			return `${counted(count, 'answer')} still being written`;
		case 'pause':
			return 'pause before the next attempt';
	}
}

/** How an operation ended: who it belonged to, and what went wrong. */
export function endedWords(operation: EndedOperation, checkName: string | null): string {
	const owner = ownerWords(operation, checkName);
	if (!operation.failed) return owner;
	return `${owner}, ${operation.statusCode ?? 'failed'}`;
}

/** An age, or how long something took, in milliseconds; never negative. */
export function ageWords(ms: number): string {
	return duration(Math.max(0, ms));
}
