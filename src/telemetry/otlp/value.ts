import type { HrTime } from '@opentelemetry/api';

/** Where a value stands inside of other values: innermost first. */
export interface Path {
	readonly value: object;
	readonly outer: Path | null;
	readonly depth: number;
}

/** Decoders refuse messages that are nested a hundred deep; each map inside a map takes three levels. */
const MOST_DEPTH = 24;

/** Stands in for a value that contains itself, or is nested deeper than a decoder would take. */
export const TOO_DEEP = '[nested too deeply]';
/** Stands in for a value whose properties could not be read. */
export const UNREADABLE = '[unreadable]';

/** @returns the path for what is inside of `value`, or `null` where it would go too deep, or round for ever. */
export function pathInto(value: object, outer: Path | null): Path | null {
	const depth = outer === null ? 1 : outer.depth + 1;
	if (depth > MOST_DEPTH) return null;
	for (let path = outer; path !== null; path = path.outer) if (path.value === value) return null;
	return { value, outer, depth };
}

const LEAST_INT64 = -(2 ** 63);
const TOO_MUCH_FOR_INT64 = 2 ** 63;

/** Whether a number goes out as an integer: every whole one that fits 64 bits, as the official exporter decides. */
export function isInt64(value: number | bigint): boolean {
	return (
		(typeof value === 'bigint' || Number.isInteger(value)) &&
		value >= LEAST_INT64 &&
		value < TOO_MUCH_FOR_INT64
	);
}

/** 64 bits of nanoseconds end in the year 2554. */
const TOO_MANY_SECONDS = 18_446_744_073;

/** Whether a time can be told in OTLP; what is no such time, as of an invalid `Date`, goes out as 0, "unknown". */
export function isTime(time: HrTime): boolean {
	return time[0] >= 0 && time[0] < TOO_MANY_SECONDS && time[1] >= 0 && time[1] <= 1e15;
}

/** A name or message that its caller, untyped JavaScript, may have given as something else. */
export function textOf(value: unknown): string {
	return typeof value === 'string' ? value : String(value);
}
