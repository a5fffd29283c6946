import type { Received } from './result';
import type { RunTraces } from './sink/runTraces';
import type { PathName, Variant } from './variants';

/** How far a share of random traces may be off: one run in a thousand million is, by chance. */
const DEVIATIONS = 6;

/**
 * Whether the sink has received what it had to: every span of every request, or of a share of the requests whole
 * traces. @returns what is wrong, in a sentence; undefined where all is there
 */
export function whatIsMissing(
	variant: Variant,
	path: PathName,
	served: number,
	{ spans }: Received,
): string | undefined {
	const each = variant.spans[path];
	if (variant.share === 1 || each === 0) {
		if (spans === served * each) return undefined;
		return `${served} requests at ${each} spans are ${served * each}, and the sink has received ${spans}`;
	}
	if (spans % each !== 0) return `${spans} spans are no whole traces of ${each}`;
	return tooFew(variant.share, served, spans / each);
}

/**
 * The same of runs of a check. How many spans one makes is the app's own affair; but each is a trace, and where that
 * lacks a span, another one has no parent, or the run itself is not there.
 */
export function whichRunsAreMissing(
	variant: Variant,
	served: number,
	{ traces, whole }: RunTraces,
): string | undefined {
	const share = variant.spans.api === 0 ? 0 : variant.share;
	if (whole < traces) return `${traces - whole} traces of ${traces} lack spans`;
	if (share < 1 && share > 0) return tooFew(share, served, traces);
	return traces === served * share ? undefined : `${served} runs, and the sink has received ${traces} traces`;
}

function tooFew(share: number, served: number, traces: number): string | undefined {
	const least = served * share - DEVIATIONS * Math.sqrt(served * share * (1 - share));
	if (traces >= least) return undefined;
	return `${traces} traces of ${served} requests are too few for a share of ${share}`;
}
