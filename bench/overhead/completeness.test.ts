import { describe, expect, test } from 'bun:test';
import { whatIsMissing, whichRunsAreMissing } from './completeness';
import { nothing } from './sink/count';
import { VARIANTS, type VariantName } from './variants';

function verdict(name: VariantName, served: number, spans: number): string | undefined {
	return whatIsMissing(VARIANTS[name], 'api', served, { ...nothing(), spans });
}

describe('whether all has arrived', () => {
	test('every span of every request, and not one more', () => {
		expect(verdict('glasshouse', 1000, 4000)).toBeUndefined();
		expect(verdict('glasshouse', 1000, 3999)).toContain('4000');
		expect(verdict('glasshouse', 1000, 4001)).toContain('4001');
	});

	test('nothing of what makes no spans', () => {
		expect(verdict('untraced', 1000, 0)).toBeUndefined();
		expect(verdict('glasshouse-disabled', 1000, 4)).toBeDefined();
	});

	test('of a share, whole traces, and not too few', () => {
		expect(verdict('glasshouse-10', 10_000, 4000)).toBeUndefined();
		expect(verdict('glasshouse-10', 10_000, 3600)).toBeUndefined();
		expect(verdict('glasshouse-10', 10_000, 4001)).toContain('no whole traces');
		expect(verdict('glasshouse-10', 10_000, 3200)).toContain('too few');
	});
});

describe('whether all runs have arrived', () => {
	const missing = (name: VariantName, served: number, traces: number, whole = traces) =>
		whichRunsAreMissing(VARIANTS[name], served, { traces, whole });

	test('one trace for each, with all that belongs to it', () => {
		expect(missing('glasshouse', 100, 100)).toBeUndefined();
		expect(missing('glasshouse', 100, 99)).toContain('100 runs');
		expect(missing('glasshouse', 100, 100, 98)).toContain('2 traces of 100 lack spans');
	});

	test('nothing of what makes no spans', () => {
		expect(missing('untraced', 100, 0)).toBeUndefined();
		expect(missing('glasshouse-disabled', 100, 1)).toBeDefined();
	});

	test('of a share not too few, and those whole', () => {
		expect(missing('glasshouse-10', 10_000, 900)).toBeUndefined();
		expect(missing('glasshouse-10', 10_000, 700)).toContain('too few');
		expect(missing('glasshouse-10', 10_000, 1000, 999)).toContain('lack spans');
	});
});
