import type { SpanLimits } from '@opentelemetry/sdk-trace';
import { warn } from './warn';

export type Limits = Readonly<Required<SpanLimits>>;

const DEFAULT_COUNT = 128;

/** The limits of https://opentelemetry.io/docs/specs/otel/trace/sdk/#span-limits, with their defaults. */
export function limitsOf(given: SpanLimits = {}): Limits {
	return Object.freeze({
		attributeCountLimit: given.attributeCountLimit ?? DEFAULT_COUNT,
		attributeValueLengthLimit: valueLength(given.attributeValueLengthLimit),
		eventCountLimit: given.eventCountLimit ?? DEFAULT_COUNT,
		linkCountLimit: given.linkCountLimit ?? DEFAULT_COUNT,
		attributePerEventCountLimit: given.attributePerEventCountLimit ?? DEFAULT_COUNT,
		attributePerLinkCountLimit: given.attributePerLinkCountLimit ?? DEFAULT_COUNT,
	});
}

/** The SDK takes what is not positive for no limit, too, and says so with every attribute. */
function valueLength(limit = Infinity): number {
	if (limit > 0) return limit;
	warn(`attributeValueLengthLimit is to be positive; ${limit} limits nothing`);
	return Infinity;
}
