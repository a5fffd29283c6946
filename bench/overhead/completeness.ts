import type { Received } from './sink/count';
import type { RouteName, Variant } from './variants';

/** How far a share of random traces may be off: one run in a thousand million is, by chance. */
const DEVIATIONS = 6;

/**
 * Whether the sink has received what it had to: every span of every request, or of a share of the requests whole
 * traces. @returns what is wrong, in a sentence; undefined where all is there
 */
export function whatIsMissing(
	variant: Variant,
	route: RouteName,
	served: number,
	{ spans }: Received,
): string | undefined {
	const each = variant.spans[route];
	if (variant.share === 1 || each === 0) {
		if (spans === served * each) return undefined;
		return `${served} requests at ${each} spans are ${served * each}, and the sink has received ${spans}`;
	}
	if (spans % each !== 0) return `${spans} spans are no whole traces of ${each}`;
	const least = served * variant.share - DEVIATIONS * Math.sqrt(served * variant.share * (1 - variant.share));
	if (spans / each >= least) return undefined;
	return `${spans / each} traces of ${served} requests are too few for a share of ${variant.share}`;
}
