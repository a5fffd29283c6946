import type { AnyValue } from '@opentelemetry/api';

/**
 * Whether this can be the value of an attribute or the body of a log record: text, number, boolean, `null`, bytes,
 * or lists and plain objects of them without end in themselves.
 * https://opentelemetry.io/docs/specs/otel/common/#anyvalue
 */
export function isAnyValue(value: unknown): value is AnyValue {
	return isValue(value, undefined);
}

/** @param around what it is in, from the inside out */
function isValue(value: unknown, around: Nested | undefined): boolean {
	if (isScalar(value)) return true;
	if (typeof value !== 'object') return false;
	if (value === null || value instanceof Uint8Array) return true;
	if (isWithinItself(value, around)) return false;
	const nested = { value, around };
	if (Array.isArray(value)) return value.every((one) => one === undefined || isValue(one, nested));
	if (!isPlain(value)) return false;
	return Object.values(value).every((one) => one === undefined || isValue(one, nested));
}

interface Nested {
	readonly value: object;
	readonly around: Nested | undefined;
}

function isWithinItself(value: object, around: Nested | undefined): boolean {
	for (let outer = around; outer !== undefined; outer = outer.around) if (outer.value === value) return true;
	return false;
}

function isPlain(value: object): boolean {
	const { constructor } = value as { constructor?: unknown };
	return constructor === Object || constructor === undefined;
}

/**
 * A copy that nobody else can change, every text and run of bytes in it no longer than this.
 * https://opentelemetry.io/docs/specs/otel/common/#attribute-limits
 */
export function copyOf(value: AnyValue, mostLength: number): AnyValue {
	if (typeof value === 'string') return value.length <= mostLength ? value : value.slice(0, mostLength);
	if (typeof value !== 'object' || value === null) return value;
	if (value instanceof Uint8Array) return value.length <= mostLength ? value : value.slice(0, mostLength);
	if (Array.isArray(value)) return value.map((one) => copyOf(one, mostLength));
	const copy: Record<string, AnyValue> = {};
	for (const [key, one] of Object.entries(value)) if (one !== undefined) copy[key] = copyOf(one, mostLength);
	return copy;
}

/** Whether this can be the value of a resource's or a scope's attribute: a scalar, or a list of scalars of one type. */
export function isSimpleValue(value: unknown): value is AnyValue {
	if (!Array.isArray(value)) return isScalar(value);
	const given: unknown[] = value.filter((one: unknown) => one !== null && one !== undefined);
	return given.every((one) => isScalar(one) && typeof one === typeof given[0]);
}

function isScalar(value: unknown): value is string | number | boolean {
	return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
