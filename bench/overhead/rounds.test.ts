import { describe, expect, test } from 'bun:test';
import { measureRounds, pairsOf, turnsOf } from './rounds';
import type { Subject } from './subject';
import { VARIANTS, type VariantName } from './variants';

type Costs = Partial<Record<VariantName, number>>;

/** Servers that take what they take, on a machine that becomes slower and slower. */
class Machine {
	readonly asked: [VariantName, number][] = [];
	readonly started: VariantName[] = [];
	readonly running = new Set<Subject>();
	mostAtATime = 0;

	/** @param costs CPU microseconds a request, at first */
	constructor(private readonly costs: Costs) {}

	start(name: VariantName): Promise<Subject> {
		const cost = this.costs[name] ?? NaN;
		const account = { served: 0, cpuMicros: 0, peakRssBytes: 1000 + this.started.length };
		const subject: Subject = {
			name,
			variant: VARIANTS[name],
			account: () => Promise.resolve({ ...account }),
			load: (seconds) => {
				const slower = 1 + this.asked.length / 1000;
				this.asked.push([name, seconds]);
				account.served += seconds * 50_000;
				account.cpuMicros += seconds * 50_000 * cost * slower;
				return Promise.resolve({ requestsPerSecond: 1 / (cost * slower), p50Ms: 1, p99Ms: 2 });
			},
			stop: () => {
				this.running.delete(subject);
				return Promise.resolve();
			},
		};
		this.started.push(name);
		this.running.add(subject);
		this.mostAtATime = Math.max(this.mostAtATime, this.running.size);
		return Promise.resolve(subject);
	}
}

async function measured(costs: Costs, { rounds = 2, seconds = 4, warmUpSeconds = 20 } = {}) {
	const machine = new Machine(costs);
	const progress: string[] = [];
	const names = Object.keys(costs) as VariantName[];
	const result = await measureRounds(names, {
		settings: { rounds, seconds, warmUpSeconds, connections: 10 },
		sink: { untilQuiet: () => Promise.resolve() },
		unit: 'request',
		start: (name) => machine.start(name),
		progress: (line) => progress.push(line),
	});
	return { machine, progress, of: (name: VariantName) => result.get(name) ?? [] };
}

describe('a round', () => {
	test('compares each with its own baseline, whatever the machine does meanwhile', async () => {
		const costs = { untraced: 50, glasshouse: 75, 'node-untraced': 200, 'node-stock': 500 };
		const { of } = await measured(costs);
		const ratios = (name: VariantName) => of(name).map(({ ratio }) => ratio);
		expect(ratios('untraced')).toEqual([1, 1]);
		expect(ratios('node-untraced')).toEqual([1, 1]);
		for (const ratio of ratios('glasshouse')) expect(ratio).toBeCloseTo(1.5, 2);
		for (const ratio of ratios('node-stock')) expect(ratio).toBeCloseTo(2.5, 2);
	});

	test('warms both up in turns, until both have done enough', async () => {
		const { machine } = await measured({ untraced: 50, glasshouse: 75 }, { rounds: 1, seconds: 1 });
		const inTurn: [VariantName, number][] = [
			['untraced', 1],
			['glasshouse', 1],
		];
		// Four times 50,000 requests each.
		expect(machine.asked.slice(0, -2)).toEqual([inTurn, inTurn, inTurn, inTurn].flat());
	});

	test('warms nobody up for longer than it was told to', async () => {
		const { machine } = await measured({ untraced: 50 }, { rounds: 1, seconds: 1, warmUpSeconds: 2 });
		expect(machine.asked).toHaveLength(2 + 1);
	});

	test('is of turns of a second, one after the other and then the other way round', async () => {
		const { machine } = await measured({ untraced: 50, glasshouse: 75 }, { rounds: 1 });
		expect(machine.asked.every(([, seconds]) => seconds === 1)).toBe(true);
		expect(machine.asked.slice(-8).map(([name]) => name)).toEqual([
			...(['untraced', 'glasshouse', 'glasshouse', 'untraced'] as const),
			...(['untraced', 'glasshouse', 'glasshouse', 'untraced'] as const),
		]);
	});

	test('has new processes for each pair, of which the other one begins in the next round', async () => {
		const { machine } = await measured({ untraced: 50, kit: 60, glasshouse: 75 });
		expect(machine.started).toEqual([
			...(['untraced', 'kit', 'untraced', 'glasshouse'] as const),
			...(['glasshouse', 'untraced', 'kit', 'untraced'] as const),
		]);
		expect(machine.mostAtATime).toBe(2);
		expect(machine.running.size).toBe(0);
	});

	test('tells of each process what it took, and what it came to in its whole life', async () => {
		const { of, progress } = await measured({ untraced: 50, kit: 60, glasshouse: 75 }, { rounds: 1 });
		expect(of('untraced')).toHaveLength(2);
		expect(of('kit')).toHaveLength(1);
		expect(of('kit')[0]).toMatchObject({
			requests: 4 * 50_000,
			served: 8 * 50_000,
			peakRssBytes: 1001,
			p50Ms: 1,
			p99Ms: 2,
		});
		expect(progress.filter((line) => /^round 1 of 1: .* of its baseline$/.test(line))).toHaveLength(4);
	});

	test('needs nobody to compare with', async () => {
		const { of } = await measured({ untraced: 50 }, { rounds: 1 });
		expect(of('untraced')).toMatchObject([{ requests: 4 * 50_000, ratio: 1 }]);
	});

	test('that fails leaves nobody running', async () => {
		const machine = new Machine({ untraced: 50 });
		const failing = measureRounds(['untraced', 'glasshouse'], {
			settings: { rounds: 1, seconds: 1, warmUpSeconds: 1, connections: 10 },
			sink: { untilQuiet: () => Promise.resolve() },
			unit: 'request',
			start: (name) =>
				name === 'untraced' ? machine.start(name) : Promise.reject(new Error('no such thing')),
			progress: () => undefined,
		});
		expect(failing).rejects.toThrow('no such thing');
		await failing.catch(() => undefined);
		expect(machine.running.size).toBe(0);
	});
});

test('each variant is paired with its baseline, where that is measured', () => {
	expect(pairsOf(['untraced', 'kit', 'glasshouse', 'node-untraced'])).toEqual([
		['untraced', 'kit'],
		['untraced', 'glasshouse'],
		['node-untraced'],
	]);
	expect(pairsOf(['glasshouse'])).toEqual([['glasshouse']]);
});

test('turns are as many as there are seconds, and at least one', () => {
	expect(turnsOf({ seconds: 3 }, 'request')).toBe(3);
	expect(turnsOf({ seconds: 0.2 }, 'request')).toBe(1);
	expect(turnsOf({ seconds: 3 }, 'run')).toBe(1);
});
