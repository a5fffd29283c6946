import type { Misfit } from '$trace/skew';
import { duration } from './duration';

/** How a span lies outside its parent, for its line: `begins 12 ms before its parent`. */
export function misfitWords({ earlyMs, lateMs }: Misfit): string {
	const early = earlyMs > 0 && `begins ${duration(earlyMs)} before its parent`;
	const late = lateMs > 0 && `ends ${duration(lateMs)} after its parent`;
	return [early, late].filter(Boolean).join(', ');
}

/** The same as a sentence of its own, with the likely cause. */
export function misfitSentence(misfit: Misfit): string {
	const words = misfitWords(misfit);
	const cause = misfit.foreign ? ' The clocks of the two services differ.' : '';
	return `It ${words}.${cause}`;
}
