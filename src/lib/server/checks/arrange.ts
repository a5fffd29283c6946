import { countStates, type StateCounts } from '../../words/fleet';
import type { CheckSummary } from './summaries';

export interface Arrangement<Row> {
	counts: StateCounts;
	/** Failing first, then slow; the longest in trouble first. */
	attention: Row[];
	attentionCount: number;
	/** The rest by name. */
	quiet: Row[];
	quietCount: number;
}

/** Sorts checks into what needs attention and what does not. @param most so many of both together are shown */
export function arrangeChecks(checks: readonly CheckSummary[], most: number): Arrangement<CheckSummary> {
	const attention = checks.filter(needsAttention).toSorted(byTrouble);
	const quiet = checks
		.filter((check) => !needsAttention(check))
		.toSorted((a, b) => a.name.localeCompare(b.name));
	return {
		counts: countStates(checks),
		attention: attention.slice(0, most),
		attentionCount: attention.length,
		quiet: quiet.slice(0, Math.max(0, most - attention.length)),
		quietCount: quiet.length,
	};
}

function needsAttention({ state }: CheckSummary): boolean {
	return state === 'failing' || state === 'slow';
}

function byTrouble(a: CheckSummary, b: CheckSummary): number {
	if (a.state !== b.state) return a.state === 'failing' ? -1 : 1;
	return (a.stateSinceMs ?? 0) - (b.stateSinceMs ?? 0);
}
