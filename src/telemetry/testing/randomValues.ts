import type { Attributes, HrTime } from '@opentelemetry/api';
import type { Random } from './random';

const TEXTS: [string, ...string[]] = [
	'',
	'GET',
	'http.request.method',
	'überraschend',
	'日本語',
	'👩‍👩‍👧 Familie',
	'\0\x7f\x80',
	'a\ud800b',
	'\udfff',
	'"\\\n\u2028',
];
const NUMBERS: [number, ...number[]] = [
	0,
	-0,
	1,
	-1,
	127,
	128,
	2 ** 31,
	-(2 ** 31),
	2 ** 32,
	2 ** 53,
	-(2 ** 53) - 2,
	2 ** 62,
	-(2 ** 63),
	0.1,
	-1.5,
	5e-324,
];
/** What no integer of 64 bits is, and JSON has no word for. */
const STRANGE_NUMBERS: [number, ...number[]] = [
	2 ** 63,
	1e300,
	-1e300,
	Number.MAX_VALUE,
	Infinity,
	-Infinity,
	NaN,
];

/** Empty, short, long, or of any characters, lone surrogates among them. */
export function randomText(random: Random): string {
	switch (random.below(4)) {
		case 0:
			return random.pick(TEXTS);
		case 1:
			return 'x'.repeat(random.below(40));
		case 2:
			return random.pick(TEXTS).repeat(random.below(60));
		default:
			return String.fromCharCode(...random.some(80, () => random.below(0x10000)));
	}
}

export function randomNumber(random: Random): number {
	switch (random.below(4)) {
		case 0:
			return random.pick(NUMBERS);
		case 1:
			return random.below(1_000) - 500;
		case 2:
			return (random.next() - 0.5) * 10 ** random.below(30);
		default:
			return random.pick(STRANGE_NUMBERS);
	}
}

/** Of every type that an attribute may have, `null` in arrays and arrays of mixed types included. */
export function randomValue(random: Random, depth = 0): unknown {
	switch (random.below(depth < 3 ? 8 : 4)) {
		case 0:
		case 1:
			return randomText(random);
		case 2:
			return randomNumber(random);
		case 3:
			return random.chance(0.5);
		case 4:
			return random.some(5, () => randomText(random));
		case 5:
			return random.some(5, () => (random.chance(0.2) ? null : randomValue(random, depth + 1)));
		case 6:
			return Uint8Array.from(random.some(200, () => random.below(256)));
		default:
			return randomAttributes(random, 4, depth + 1);
	}
}

export function randomAttributes(random: Random, most: number, depth = 0): Attributes {
	const entries = random.some(most, () => [randomText(random), randomValue(random, depth)] as const);
	return Object.fromEntries(entries);
}

/** Between 1970 and 2262, to the nanosecond. */
export function randomTime(random: Random): HrTime {
	return [random.below(9_223_372_036), random.below(1e9)];
}
