import { diag, type AnyValue, type Attributes } from '@opentelemetry/api';
import { copyOf, isAnyValue, isSimpleValue } from './anyValue';
import { guard } from './guard';

/** https://opentelemetry.io/docs/specs/otel/common/#attribute-limits */
export interface AttributeLimits {
	readonly attributeCountLimit: number;
	/** In UTF-16 units and bytes; what is not positive limits nothing. */
	readonly attributeValueLengthLimit: number;
}

/**
 * What of these can be attributes, copied and cut to the limits, as `cleanAttributes` of `@opentelemetry/core` has
 * it, which takes 6 ms to load.
 * @param given by code that may not know what an attribute is; `undefined` values are as if they were not there
 */
export function cleanAttributes(given: unknown, limits: AttributeLimits): Cleaned {
	return clean(given, limits, isAnyValue);
}

/** The same for a scope, whose attributes are scalars and lists of them. */
export function cleanSimpleAttributes(given: unknown, limits: AttributeLimits): Cleaned {
	return clean(given, limits, isSimpleValue);
}

/** A copy without the keys whose value is `undefined`: they are as if they were not there. */
export function defined(attributes: Attributes): Attributes {
	const whole: Attributes = {};
	for (const key of Object.keys(attributes)) {
		const value = attributes[key];
		if (value !== undefined) whole[key] = value;
	}
	return whole;
}

/** Neither where nothing was given. */
interface Cleaned {
	attributes?: Attributes;
	droppedAttributesCount?: number;
}

type IsValue = (value: unknown) => value is AnyValue;

function clean(given: unknown, limits: AttributeLimits, isValue: IsValue): Cleaned {
	if (typeof given !== 'object' || given === null) return {};
	const attributes: Attributes = {};
	let droppedAttributesCount = 0;
	let count = 0;
	for (const [key, value] of Object.entries(given)) {
		if (value === undefined) continue;
		if (count >= limits.attributeCountLimit || !put(attributes, key, value, limits, isValue))
			droppedAttributesCount += 1;
		else count += 1;
	}
	return { attributes, droppedAttributesCount };
}

/** @returns whether it could be put there; where not, `diag` is told */
export function put(
	attributes: Attributes,
	key: string,
	value: unknown,
	limits: AttributeLimits,
	isValue: IsValue = isAnyValue,
): boolean {
	if (key === '' || !isValue(value)) {
		guard('Warning', () => diag.warn(`Not an attribute, and dropped: ${JSON.stringify(key)}`));
		return false;
	}
	const { attributeValueLengthLimit: most } = limits;
	attributes[key] = copyOf(value, most > 0 ? most : Infinity);
	return true;
}
