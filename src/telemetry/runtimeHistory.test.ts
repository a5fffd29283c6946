import { describe, expect, test } from 'bun:test';
import { eventually } from '../../tests/support/eventually';
import { RuntimeHistory } from './runtimeHistory';

const delay = { minMs: 0, maxMs: 80, meanMs: 2, p50Ms: 1, p90Ms: 3, p99Ms: 5 };

describe('the history of the runtime', () => {
	test('has a sample every so often, which tells of delay, CPU and memory', async () => {
		const asked: number[] = [];
		const history = new RuntimeHistory((lastMs) => {
			asked.push(lastMs);
			return delay;
		}, 5);
		await eventually('two samples', () => history.samples().length >= 2);
		history.stop();
		const [first, second] = history.samples();
		expect(first).toMatchObject({ delayP50Ms: 1, delayP99Ms: 5, delayMaxMs: 80 });
		expect(first?.heapBytes).toBeGreaterThan(0);
		expect(first?.residentBytes).toBeGreaterThan(1_000_000);
		expect(second?.cpuShare).toBeGreaterThanOrEqual(0);
		expect(asked[0]).toBe(10_000);
	});

	test('tells only what is new to who asks again', async () => {
		const history = new RuntimeHistory(() => delay, 2);
		await eventually('some samples', () => history.samples().length >= 3);
		history.stop();
		const all = history.samples();
		expect(history.samples(all.at(-1)?.atMs)).toEqual([]);
		expect(all.toSorted((a, b) => a.atMs - b.atMs)).toEqual(all);
	});

	test('holds a quarter of an hour and no more', async () => {
		let ticks = 0;
		const history = new RuntimeHistory(() => ({ ...delay, p99Ms: ++ticks }), 1);
		await eventually('more than there is room for', () => ticks > 190);
		history.stop();
		expect(history.samples()).toHaveLength(180);
		expect(history.samples().at(-1)?.delayP99Ms).toBe(ticks);
	});

	test('is empty where nobody measures', async () => {
		let asked = 0;
		const history = new RuntimeHistory(() => {
			asked += 1;
			return undefined;
		}, 1);
		await eventually('it to ask', () => asked > 2);
		history.stop();
		expect(history.samples()).toEqual([]);
	});
});
