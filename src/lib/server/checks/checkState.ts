import type { CheckState, Expectations } from './schema';

/** Of its time budget a check may use this part before it counts as slow. */
const SLOW_FROM = 0.8;

/** What bounds the duration of a run. */
export interface Limits {
	timeoutMs: number;
	expect: Pick<Expectations, 'maxDurationMs'>;
}

export interface StateFacts extends Limits {
	enabled: boolean;
	/** What the last conclusive run said. */
	state: 'waiting' | 'passing' | 'failing';
	/** Of the last 24 h; `null` where no run was conclusive. */
	p95Ms: number | null;
}

/** The state that people see: paused and slow are not stored, but follow from the settings and the latency. */
export function checkState(facts: StateFacts): CheckState {
	const { enabled, state, p95Ms } = facts;
	if (!enabled) return 'paused';
	const slow = state === 'passing' && p95Ms !== null && p95Ms > SLOW_FROM * budgetMs(facts);
	return slow ? 'slow' : state;
}

/** How long a run of a check may take: what is expected, else the timeout. */
export function budgetMs({ expect, timeoutMs }: Limits): number {
	return expect.maxDurationMs ?? timeoutMs;
}
