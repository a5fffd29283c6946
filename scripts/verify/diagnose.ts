import type { Evidence, Reason, ReasonCode, Rule } from './evidence';
import { lostOnTheWay } from './reasons/lostOnTheWay';
import { notMade } from './reasons/notMade';
import { ofThePlace } from './reasons/ofThePlace';
import { ofTheShape } from './reasons/ofTheShape';

const RULES: readonly Rule[] = [...ofThePlace, ...notMade, ...lostOnTheWay, ...ofTheShape];
const UNKNOWN: Reason = {
	code: 'unknown',
	text:
		'Nothing that is known here explains it. OTEL_DEBUG=true lets the app say what it was started with, and what ' +
		'its exporter says.',
};

/**
 * Why something is missing, the likeliest reason first: who cannot be asked tells nothing, what was never made cannot
 * be lost, and what was lost has no shape. Each reason once; none where nothing is missing.
 */
export function diagnose(evidence: Evidence): Reason[] {
	if (evidence.lacks.length === 0 && evidence.placeError === null) return [];
	const found = new Map<ReasonCode, Reason>();
	for (const reason of RULES.flatMap((rule) => rule(evidence))) {
		if (!found.has(reason.code)) found.set(reason.code, reason);
	}
	return found.size === 0 ? [UNKNOWN] : [...found.values()];
}
