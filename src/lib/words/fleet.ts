import type { CheckState } from '$server/checks/schema';
import { inWords, sentenceCase } from './number';

export type StateCounts = Record<CheckState, number>;

/** How many checks are in each state. */
export function countStates(checks: readonly { state: CheckState }[]): StateCounts {
	const counts: StateCounts = { waiting: 0, passing: 0, slow: 0, failing: 0, paused: 0 };
	for (const { state } of checks) counts[state] += 1;
	return counts;
}

/** What is going on, in one breath: what needs attention first, then the rest. */
export function fleetSentence(counts: StateCounts): string {
	const trouble = troubleClauses(counts);
	const rest = restClauses(counts, trouble.length > 0);
	if (trouble.length + rest.length === 0) return 'No checks yet. Give Glasshouse an address.';
	return [finish(trouble.join(' and ')), finish(joinWithAnd(rest))].filter(Boolean).join(' ');
}

function troubleClauses({ failing, slow }: StateCounts): string[] {
	const clauses: string[] = [];
	if (failing > 0) clauses.push(`${checks(failing)} failing`);
	if (slow > 0) clauses.push(`${failing > 0 ? some(slow) : checks(slow)} slow`);
	return clauses;
}

function restClauses({ passing, waiting, paused }: StateCounts, afterTrouble: boolean): string[] {
	const clauses: string[] = [];
	const subject = (count: number) => (clauses.length > 0 || afterTrouble ? some(count) : checks(count));
	if (passing > 0) clauses.push(passingClause(passing, afterTrouble, waiting + paused === 0));
	if (waiting > 0)
		clauses.push(`${subject(waiting)} waiting for ${waiting === 1 ? 'its' : 'their'} first run`);
	if (paused > 0) clauses.push(`${subject(paused)} paused`);
	return clauses;
}

function passingClause(count: number, afterTrouble: boolean, alone: boolean): string {
	if (afterTrouble) return count === 1 ? 'the other is passing' : `the other ${some(count)} passing`;
	if (!alone) return `${checks(count)} passing`;
	if (count === 1) return 'the only check is passing';
	return count === 2 ? 'both checks are passing' : `all ${inWords(count)} checks are passing`;
}

/** `one check is`, `20 checks are`. */
function checks(count: number): string {
	return count === 1 ? 'one check is' : `${inWords(count)} checks are`;
}

/** `one is`, `20 are`. */
function some(count: number): string {
	return `${inWords(count)} ${count === 1 ? 'is' : 'are'}`;
}

function joinWithAnd(clauses: string[]): string {
	return clauses.length < 2
		? (clauses[0] ?? '')
		: `${clauses.slice(0, -1).join(', ')}, and ${clauses.at(-1)}`;
}

function finish(clause: string): string {
	return clause === '' ? '' : `${sentenceCase(clause)}.`;
}
