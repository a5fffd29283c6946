import { expect, test } from 'bun:test';
import { leadInSeconds, ratios, type Measured, type Round } from './rounds';
import { VARIANTS, type VariantName } from './variants';

function round(cpu: Partial<Record<VariantName, number>>): Round {
	const measured = (cpuMicros: number): Measured => ({
		cpuMicros,
		requests: 1,
		requestsPerSecond: 1,
		p50Ms: 1,
		p99Ms: 1,
	});
	return new Map(
		Object.entries(cpu).map(([name, cpuMicros]) => [name as VariantName, measured(cpuMicros)] as const),
	);
}

test('a ratio is to the baseline of the same round', () => {
	const rounds = [
		round({ untraced: 50, glasshouse: 100, 'node-untraced': 200, 'node-stock': 500 }),
		round({ untraced: 100, glasshouse: 150, 'node-untraced': 250, 'node-stock': 500 }),
	];
	const of = (name: VariantName) => ratios(rounds, { name, variant: VARIANTS[name] });
	expect(of('untraced')).toEqual([1, 1]);
	expect(of('glasshouse')).toEqual([2, 1.5]);
	expect(of('node-stock')).toEqual([2.5, 2]);
});

test('who rests for longer is under load for longer before it is measured, within bounds', () => {
	expect(leadInSeconds(1, { seconds: 3 })).toBe(0);
	expect(leadInSeconds(2, { seconds: 1 })).toBe(2);
	expect(leadInSeconds(9, { seconds: 3 })).toBe(5);
});
