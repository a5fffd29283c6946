import type { Judgement } from '../checks/judge';

const FIRST_MS = 1000;
const MOST_MS = 30_000;

/**
 * How long to wait after a failed attempt: 1 s, 2 s, 4 s and so on, at most 30 s.
 * @param failures attempts that have failed so far, from 1
 */
export function backOffMs(failures: number): number {
	return Math.min(MOST_MS, FIRST_MS * 2 ** (failures - 1));
}

/**
 * Whether another attempt is due: a failed one is made again as often as the check says, one that this process
 * itself spoilt once more, whatever the check says.
 * @param verdicts of the attempts so far, oldest first
 */
export function triesAgain(verdicts: readonly Judgement['verdict'][], retries: number): boolean {
	const last = verdicts.at(-1);
	const times = verdicts.filter((verdict) => verdict === last).length;
	if (last === 'failed') return times <= retries;
	return last === 'inconclusive' && times === 1;
}
