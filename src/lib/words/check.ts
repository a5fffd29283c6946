import type { CheckOverview } from '$server/checks/model';
import { roughly, setting } from './duration';
import { counted } from './number';

type Told = Pick<CheckOverview, 'state' | 'stateSince' | 'intervalSeconds'> & {
	statistics: Pick<CheckOverview['statistics'], 'lastRun' | 'p95Ms'>;
};

/** What is going on with one check: the state with its cause, and since when. @param now milliseconds */
export function checkSentence(check: Told, budgetMs: number, now: number): string {
	const since = check.stateSince === null ? '' : ` for ${roughly(now - Date.parse(check.stateSince))}`;
	const { lastRun, p95Ms } = check.statistics;
	switch (check.state) {
		case 'waiting':
			return check.intervalSeconds === null
				? 'Waiting for its first run. It runs only when asked.'
				: 'Waiting for its first run, which is due at once.';
		case 'paused':
			return 'Paused. It does not run on schedule; it can be run by hand.';
		case 'failing':
			return `Failing${since}. ${sentence(lastRun?.failure?.message ?? '')}`.trim();
		case 'slow':
			return `Passing, but slow: p95 is ${Math.round(p95Ms ?? 0)} ms of the ${setting(budgetMs)} that it may take.`;
		case 'passing':
			return `Passing${since}.`;
	}
}

function sentence(text: string): string {
	return text === '' || /[.!?]$/.test(text) ? text : `${text}.`;
}

/** What deleting it takes away. */
export function deletionSentence(name: string, runs24h: number): string {
	const recent = runs24h === 0 ? '' : `, ${counted(runs24h, 'run')} of the last 24 h among it`;
	return `Deletes ${name} and all of its history${recent}. This cannot be undone.`;
}
