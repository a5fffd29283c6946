import type { Signal } from '../../../health/types';
import { fieldsOf, joined, lengthDelimited, type Field } from './wire';

/** A part of a request that was split: as a whole request, with the number of its items. */
export interface Half {
	readonly body: Uint8Array<ArrayBuffer>;
	readonly items: number;
}

/** From the request to its items, the numbers of the fields on the way: resources, scopes, items. */
const DEEP = [[1], [2], [2]];
const PATHS: Record<Signal, readonly (readonly number[])[]> = {
	traces: DEEP,
	logs: DEEP,
	// And on to the points: gauge, sum, histogram, exponential histogram or summary, and its points.
	metrics: [...DEEP, [5, 7, 9, 10, 11], [1]],
};

/**
 * Splits an OTLP request in two without knowing what its items say: what stands around them is in both.
 * @returns `null` where there is nothing to split
 * @throws RangeError where it is no protobuf message
 */
export function halveProtobuf(signal: Signal, body: Uint8Array): readonly [Half, Half] | null {
	const path = PATHS[signal];
	const halves = halveMessage(body, path);
	if (halves === null) return null;
	const [first, second] = halves;
	return [
		{ body: first, items: countItems(first, path) },
		{ body: second, items: countItems(second, path) },
	];
}

type Path = readonly (readonly number[])[];
type Bytes = Uint8Array<ArrayBuffer>;

function halveMessage(message: Uint8Array, [level, ...deeper]: Path): readonly [Bytes, Bytes] | null {
	const { children, rest } = partition(message, level);
	const [only, ...others] = children;
	if (only === undefined) return null;
	if (others.length > 0) {
		const middle = Math.ceil(children.length / 2);
		const whole = children.map((child) => child.whole);
		return [joined([...rest, ...whole.slice(0, middle)]), joined([...rest, ...whole.slice(middle)])];
	}
	const halves = halveMessage(only.content, deeper);
	if (halves === null) return null;
	const [first, second] = halves;
	const around = (half: Bytes) => joined([...rest, lengthDelimited(only.number, half)]);
	return [around(first), around(second)];
}

function countItems(message: Uint8Array, [level, ...deeper]: Path): number {
	const { children } = partition(message, level);
	if (deeper.length === 0) return children.length;
	return children.reduce((sum, child) => sum + countItems(child.content, deeper), 0);
}

function partition(message: Uint8Array, level: readonly number[] = []) {
	const children: Field[] = [];
	const rest: Uint8Array[] = [];
	for (const field of fieldsOf(message)) {
		if (level.includes(field.number)) children.push(field);
		else rest.push(field.whole);
	}
	return { children, rest };
}
