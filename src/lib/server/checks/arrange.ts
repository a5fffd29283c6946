import { countStates, type StateCounts } from '../../words/fleet';
import type { CheckOverview, CheckStatistics, RunSummary } from './model';
import type { CheckState } from './schema';

/** One line of the overview: what the page shows, and nothing secret such as headers. */
export interface OverviewRow {
	id: string;
	name: string;
	method: string;
	url: string;
	state: CheckState;
	/** ISO 8601; since when it is in that state. */
	stateSince: string | null;
	/** Milliseconds that a run may take. */
	budgetMs: number;
	statistics: CheckStatistics;
	/** The run that has not ended, if there is one. */
	openRun: RunSummary | null;
}

export interface Arrangement {
	counts: StateCounts;
	/** Failing first, then slow; the longest in trouble first. */
	attention: OverviewRow[];
	/** The rest by name, at most as many as were asked for. */
	quiet: OverviewRow[];
	quietCount: number;
	/** What happens now, or went wrong last: open runs before failures, newest first. */
	now: { checkName: string; run: RunSummary }[];
}

const NOW_LINES = 2;

/** Sorts checks into what needs attention and what does not. */
export function arrangeChecks(checks: readonly CheckOverview[], mostQuiet: number): Arrangement {
	const rows = checks.map(toRow);
	const quiet = rows.filter((row) => !needsAttention(row)).toSorted((a, b) => a.name.localeCompare(b.name));
	return {
		counts: countStates(checks),
		attention: rows.filter(needsAttention).toSorted(byTrouble),
		quiet: quiet.slice(0, mostQuiet),
		quietCount: quiet.length,
		now: happening(rows),
	};
}

function toRow(check: CheckOverview): OverviewRow {
	const { id, name, method, url, state, stateSince, statistics } = check;
	const { lastRun } = statistics;
	const openRun = lastRun !== null && lastRun.endedAt === null ? lastRun : null;
	return { id, name, method, url, state, stateSince, budgetMs: budgetMs(check), statistics, openRun };
}

/** How long a run of this check may take: what is expected, else the timeout. */
export function budgetMs(check: Pick<CheckOverview, 'expect' | 'timeoutMs'>): number {
	return check.expect.maxDurationMs ?? check.timeoutMs;
}

function needsAttention({ state }: OverviewRow): boolean {
	return state === 'failing' || state === 'slow';
}

function byTrouble(a: OverviewRow, b: OverviewRow): number {
	if (a.state !== b.state) return a.state === 'failing' ? -1 : 1;
	return (a.stateSince ?? '').localeCompare(b.stateSince ?? '');
}

function happening(rows: readonly OverviewRow[]): Arrangement['now'] {
	const lines = rows.flatMap(({ name, state, statistics: { lastRun } }) =>
		lastRun !== null && (lastRun.endedAt === null || state === 'failing')
			? [{ checkName: name, run: lastRun }]
			: [],
	);
	return lines.toSorted((a, b) => rank(b.run).localeCompare(rank(a.run))).slice(0, NOW_LINES);
}

function rank(run: RunSummary): string {
	return `${run.endedAt === null ? 1 : 0} ${run.queuedAt}`;
}
