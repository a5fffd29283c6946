import type { OpenOperation } from './inFlight';

/** How an open operation fares. `leaked`: nobody will end it, by all that is known. */
export type OperationState = 'running' | 'waiting' | 'slow' | 'stuck' | 'leaked';

/** So many times its usual p99 is no longer slow. */
const STUCK_TIMES = 10;
/** What takes a millisecond as a rule is not stuck after ten of them: somebody is to do something about what is. */
const LEAST_STUCK_MS = 1_000;

/** What the state of an operation is told from. */
export interface Judged extends Pick<OpenOperation, 'waitsFor' | 'longByDesign'> {
	usual: { p99Ms: number } | null;
	leaked: boolean;
}

/** @param ageMs how long it has been open, in milliseconds */
export function operationState(
	{ waitsFor, longByDesign, usual, leaked }: Judged,
	ageMs: number,
): OperationState {
	if (leaked) return 'leaked';
	if (waitsFor !== null) return 'waiting';
	if (longByDesign !== null || usual === null) return 'running';
	if (ageMs > Math.max(LEAST_STUCK_MS, STUCK_TIMES * usual.p99Ms)) return 'stuck';
	return ageMs > usual.p99Ms ? 'slow' : 'running';
}

/** Whether somebody should look at it, and is told what there is to do. */
export function needsAttention(state: OperationState): boolean {
	return state === 'stuck' || state === 'leaked';
}
