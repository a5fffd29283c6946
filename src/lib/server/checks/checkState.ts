import type { CheckState, Expectations } from './schema';

/** Of its time budget a check may use this part before it counts as slow. */
const SLOW_FROM = 0.8;

export interface StateFacts {
	enabled: boolean;
	/** What the last conclusive run said. */
	state: 'waiting' | 'passing' | 'failing';
	timeoutMs: number;
	expect: Expectations;
	/** Of the last 24 h; `null` where no run was conclusive. */
	p95Ms: number | null;
}

/** The state that people see: paused and slow are not stored, but follow from the settings and the latency. */
export function checkState({ enabled, state, timeoutMs, expect, p95Ms }: StateFacts): CheckState {
	if (!enabled) return 'paused';
	const budgetMs = expect.maxDurationMs ?? timeoutMs;
	const slow = state === 'passing' && p95Ms !== null && p95Ms > SLOW_FROM * budgetMs;
	return slow ? 'slow' : state;
}
