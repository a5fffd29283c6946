import { describe, expect, test } from 'bun:test';
import { leadInSeconds, measureRounds, ratios, turnsOf } from './rounds';
import type { Subject } from './subject';
import { VARIANTS, type VariantName } from './variants';

/** A server that takes what it takes, on a machine that becomes slower and slower. */
function subjects(costs: Partial<Record<VariantName, number>>) {
	const asked: [VariantName, number][] = [];
	const made = Object.entries(costs).map(([given, cost]): Subject => {
		const name = given as VariantName;
		const account = { served: 0, cpuMicros: 0, peakRssBytes: 0 };
		return {
			name,
			variant: VARIANTS[name],
			account: () => Promise.resolve({ ...account }),
			load: (seconds) => {
				const slower = 1 + asked.length / 100;
				asked.push([name, seconds]);
				account.served += seconds * 100_000;
				account.cpuMicros += seconds * 100_000 * cost * slower;
				return Promise.resolve({ requestsPerSecond: 1 / (cost * slower), p50Ms: 1, p99Ms: 2 });
			},
			stop: () => Promise.resolve(),
		};
	});
	return { made, asked };
}

async function measured(costs: Partial<Record<VariantName, number>>, { rounds = 2, seconds = 4 } = {}) {
	const { made, asked } = subjects(costs);
	const progress: string[] = [];
	const sink = { untilQuiet: () => Promise.resolve() };
	const result = await measureRounds(made, {
		settings: { rounds, seconds, warmUpSeconds: 1, connections: 10 },
		sink,
		unit: 'request',
		progress: (line) => progress.push(line),
	});
	return { result, asked, progress, of: (name: VariantName) => ratios(result, { name }) };
}

describe('a round', () => {
	test('compares each with its own baseline, whatever the machine does meanwhile', async () => {
		const costs = { untraced: 50, glasshouse: 75, 'node-untraced': 200, 'node-stock': 500 };
		const { of } = await measured(costs);
		expect(of('untraced')).toEqual([1, 1]);
		expect(of('node-untraced')).toEqual([1, 1]);
		for (const ratio of of('glasshouse')) expect(ratio).toBeCloseTo(1.5, 2);
		for (const ratio of of('node-stock')) expect(ratio).toBeCloseTo(2.5, 2);
	});

	test('is of turns of a second, one after the other and then the other way round', async () => {
		const { asked } = await measured({ untraced: 50, glasshouse: 75 }, { rounds: 1 });
		const afterWarmUp = asked.slice(4).map(([name]) => name);
		expect(asked.slice(4).every(([, seconds]) => seconds === 1)).toBe(true);
		expect(afterWarmUp).toEqual([
			'untraced', // before the turns
			...(['untraced', 'glasshouse', 'glasshouse', 'untraced'] as const),
			...(['untraced', 'glasshouse', 'glasshouse', 'untraced'] as const),
		]);
	});

	test('tells of each what it took, the baseline in all its turns', async () => {
		const { result, progress } = await measured({ untraced: 50, kit: 60, glasshouse: 75 }, { rounds: 1 });
		expect(result[0]?.get('untraced')).toMatchObject({ requests: 8 * 100_000, p99Ms: 2 });
		expect(result[0]?.get('kit')).toMatchObject({ requests: 4 * 100_000, p50Ms: 1 });
		expect(progress.filter((line) => line.startsWith('round 1 of 1'))).toHaveLength(3);
	});

	test('needs nobody to compare with', async () => {
		const { result } = await measured({ untraced: 50 }, { rounds: 1 });
		expect(result[0]?.get('untraced')).toMatchObject({ requests: 4 * 100_000, ratio: 1 });
	});
});

test('who rests for longer is under load for longer before it is measured, within bounds', () => {
	expect(leadInSeconds(1, { seconds: 3 })).toBe(0);
	expect(leadInSeconds(2, { seconds: 1 })).toBe(0);
	expect(leadInSeconds(3, { seconds: 1 })).toBe(2);
	expect(leadInSeconds(9, { seconds: 3 })).toBe(5);
});

test('turns are as many as there are seconds, and at least one', () => {
	expect(turnsOf({ seconds: 3 }, 'request')).toBe(3);
	expect(turnsOf({ seconds: 0.2 }, 'request')).toBe(1);
	expect(turnsOf({ seconds: 3 }, 'run')).toBe(1);
});
