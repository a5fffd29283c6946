import type { CheckState, RunState } from '$server/checks/schema';

/** The shapes that states are drawn with. */
export type Mark = CheckState | 'running';

export const CHECK_WORDS: Record<Mark, string> = {
	passing: 'Passing',
	slow: 'Slow',
	failing: 'Failing',
	running: 'Running',
	paused: 'Paused',
	waiting: 'Waiting',
};

const RUN_MARKS: Record<RunState, { mark: Mark; word: string }> = {
	queued: { mark: 'waiting', word: 'Queued' },
	running: { mark: 'running', word: 'Running' },
	passed: { mark: 'passing', word: 'Passed' },
	failed: { mark: 'failing', word: 'Failed' },
	inconclusive: { mark: 'waiting', word: 'Inconclusive' },
	error: { mark: 'failing', word: 'Error' },
	cancelled: { mark: 'paused', word: 'Cancelled' },
};

/** How a run's state is drawn, and its word. */
export function runMark(state: RunState): { mark: Mark; word: string } {
	return RUN_MARKS[state];
}

/** Whether a run may still change. */
export function isOpen(state: RunState): boolean {
	return state === 'queued' || state === 'running';
}
