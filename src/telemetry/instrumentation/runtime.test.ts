import { closeSync, openSync, readFileSync } from 'node:fs';
import type { Attributes } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { afterEach, expect, test } from 'bun:test';
import { eventually } from '../../../tests/support/eventually';
import { METRICS } from '../catalogue';
import { MeterProvider } from '../metrics/provider';
import { runProgram } from '../testing/program';
import { instrumentRuntime } from './runtime';

const stops: (() => void)[] = [];
afterEach(() => {
	for (const stop of stops.splice(0)) stop();
});

/** Metrics of this process, for as many readers as are asked for. */
function setUp() {
	const provider = new MeterProvider({
		resource: resourceFromAttributes({}),
		exemplarFilter: 'always_off',
		cardinalityLimit: 100,
	});
	const readers = { a: provider.reader('cumulative'), b: provider.reader('delta') };
	stops.push(instrumentRuntime(provider.getMeter('runtime')));
	return { a: () => pointsFrom(readers.a.collect()), b: () => pointsFrom(readers.b.collect()) };
}

test('remembers a bounded time, however rarely somebody collects', () => {
	const provider = new MeterProvider({
		resource: resourceFromAttributes({}),
		exemplarFilter: 'always_off',
		cardinalityLimit: 100,
	});
	stops.push(instrumentRuntime(provider.getMeter('runtime'), Number.MAX_SAFE_INTEGER));
});

type Points = Map<string, { value: number; attributes: Attributes }[]>;

async function pointsFrom(
	collecting: ReturnType<ReturnType<MeterProvider['reader']>['collect']>,
): Promise<Points> {
	const { scopeMetrics } = await collecting;
	const all = scopeMetrics.flatMap(({ metrics }) => metrics);
	return new Map(
		all.map(({ descriptor, dataPoints }) => [
			descriptor.name,
			dataPoints.map(({ value, attributes }) => ({ value: Number(value), attributes })),
		]),
	);
}

/** The one point of a metric, or the one with this value of its only attribute. */
function value(points: Points, name: string, attribute?: string): number {
	const found = (points.get(name) ?? []).filter(
		({ attributes }) => attribute === undefined || Object.values(attributes).includes(attribute),
	);
	expect(found).toHaveLength(1);
	return found[0]?.value ?? NaN;
}

/** A number from a line of /proc/self/status. */
function fromProc(name: string): number {
	return Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(readFileSync('/proc/self/status', 'utf8'))?.[1]);
}

function block(ms: number): number {
	const began = performance.now();
	while (performance.now() < began + ms);
	return performance.now() - began;
}

const linux = process.platform === 'linux' ? test : test.skip;
const turn = () => new Promise((resolve) => setTimeout(resolve, 1));

const EXPECTED = [
	'eventLoopDelayMin',
	'eventLoopDelayMax',
	'eventLoopDelayMean',
	'eventLoopDelayP50',
	'eventLoopDelayP90',
	'eventLoopDelayP99',
	'processCpuTime',
	'processCpuUtilization',
	'processMemoryUsage',
	'processUptime',
	'processFileDescriptors',
	'processContextSwitches',
	'processPagingFaults',
	'jscHeapSize',
	'jscHeapCapacity',
	'jscHeapExtraMemory',
	'jscObjects',
	'jscProtectedObjects',
	'bunPromises',
] as const;

linux('every metric of the catalogue is there, with the attributes that it names and no others', async () => {
	Bun.gc(true); // what other tests have left: a heap that is too big is not counted
	const { a } = setUp();
	await a();
	const points = await eventually('the first tick', async () => {
		const collected = await a();
		return collected.has('bun.eventloop.delay.p50') && collected.has('process.cpu.utilization') && collected;
	});
	expect([...points.keys()].sort()).toEqual(EXPECTED.map((key) => METRICS[key].name).sort());
	for (const key of EXPECTED) {
		const { name, attributes } = METRICS[key];
		for (const point of points.get(name) ?? [])
			expect(Object.keys(point.attributes)).toEqual([...attributes]);
	}
});

test('a block of the event loop shows at once, and to every reader', async () => {
	const { a, b } = setUp();
	await turn();
	await a();
	const blockedMs = block(300);
	for (const read of [a, b, a, b]) {
		const points = await read();
		// A tick that was due in the middle of a pause is late by the rest of it.
		expect(value(points, 'bun.eventloop.delay.max')).toBeWithin((blockedMs - 25) / 1e3, 30);
		await turn();
	}
	const points = await a();
	const delay = (statistic: string) => value(points, `bun.eventloop.delay.${statistic}`);
	const rising = ['min', 'p50', 'p90', 'p99', 'max'].map(delay);
	expect(rising).toEqual(rising.toSorted((x, y) => x - y));
	expect(delay('mean')).toBeGreaterThanOrEqual(delay('min'));
	expect(delay('mean')).toBeLessThanOrEqual(delay('max'));
});

test('CPU time is that of the process, and its share moves when it works', async () => {
	const { a } = setUp();
	const before = await a();
	const own = process.cpuUsage();
	block(300);
	const after = await a();
	const used = (points: Points) =>
		value(points, 'process.cpu.time', 'user') + value(points, 'process.cpu.time', 'system');
	expect(used(after)).toBeGreaterThanOrEqual((own.user + own.system) / 1e6);
	const grown = used(after) - used(before);
	expect(grown).toBeGreaterThan(0.01);
	const shares = ['user', 'system'].map((mode) => value(after, 'process.cpu.utilization', mode));
	for (const share of shares) expect(share).toBeWithin(0, 1.0001);
	expect(Math.max(...shares)).toBeGreaterThan(0);
});

linux('memory, uptime and page faults are what the kernel says', async () => {
	const { a } = setUp();
	const before = await a();
	const held = new Uint8Array(128 * 1024 * 1024).fill(1);
	const after = await a();
	const rss = value(after, 'process.memory.usage');
	expect(rss - value(before, 'process.memory.usage')).toBeGreaterThan(0.9 * held.byteLength);
	expect(rss).toBeWithin(0.8 * fromProc('VmRSS') * 1024, 1.2 * fromProc('VmRSS') * 1024);
	expect(value(after, 'process.paging.faults', 'minor')).toBeGreaterThan(
		value(before, 'process.paging.faults', 'minor'),
	);
	expect(value(after, 'process.uptime')).toBeWithin(performance.now() / 1e3 - 5, process.uptime() + 0.001);
});

linux('open files are counted, without the one that counting opens', async () => {
	const { a } = setUp();
	const opened = (points: Points) => value(points, 'process.unix.file_descriptor.count');
	const before = opened(await a());
	const files = Array.from({ length: 40 }, () => openSync('/dev/null', 'r'));
	expect(opened(await a())).toBe(before + 40);
	for (const file of files) closeSync(file);
	expect(opened(await a())).toBe(before);
});

linux('context switches are at least those of the main thread', async () => {
	const { a } = setUp();
	const before = await a();
	for (let i = 0; i < 20; i += 1) await turn();
	const after = await a();
	const voluntary = (points: Points) => value(points, 'process.context_switches', 'voluntary');
	expect(voluntary(after)).toBeGreaterThan(voluntary(before));
	expect(voluntary(after)).toBeGreaterThanOrEqual(fromProc('voluntary_ctxt_switches') - 50);
});

const OBJECTS = 150_000;
const PROMISES = 5_000;

/** Tells what is collected before and after it has allocated so much. */
const ALLOCATING = `
	import { resourceFromAttributes } from '@opentelemetry/resources';
	import { MeterProvider } from './src/telemetry/metrics/provider';
	import { instrumentRuntime } from './src/telemetry/instrumentation/runtime';

	async function collected() {
		const parts = { resource: resourceFromAttributes({}), exemplarFilter: 'always_off', cardinalityLimit: 100 };
		const provider = new MeterProvider(parts);
		const reader = provider.reader('cumulative');
		const stop = instrumentRuntime(provider.getMeter('runtime'));
		Bun.gc(true);
		const { scopeMetrics } = await reader.collect();
		stop();
		const metrics = scopeMetrics.flatMap(({ metrics }) => metrics);
		return Object.fromEntries(metrics.map(({ descriptor, dataPoints }) => [descriptor.name, Number(dataPoints[0].value)]));
	}

	const before = await collected();
	const objects = Array.from({ length: ${OBJECTS} }, (_, i) => ({ i, name: 'object ' + i }));
	const promises = Array.from({ length: ${PROMISES} }, () => Promise.withResolvers().promise);
	const after = await collected();
	process.stdout.write(JSON.stringify({ before, after, held: objects.length + promises.length }));
`;

/** In a process of its own: that of all tests has a heap that is too big to be counted. */
test('the heap grows by what is allocated, and each promise counts', async () => {
	const { stdout } = await runProgram(ALLOCATING, {}, false);
	const { before, after } = JSON.parse(stdout) as Record<'before' | 'after', Record<string, number>>;
	const grown = (name: string) => (after[name] ?? NaN) - (before[name] ?? NaN);
	expect(grown('jsc.heap.size')).toBeGreaterThan(OBJECTS * 16);
	expect(grown('jsc.objects')).toBeGreaterThan(OBJECTS);
	expect(grown('bun.promises')).toBeWithin(PROMISES - 100, PROMISES + 100);
	expect(after['jsc.heap.capacity']).toBeGreaterThanOrEqual(after['jsc.heap.size'] ?? NaN);
});

test('memory outside the heap shows once it was collected', async () => {
	const { a } = setUp();
	Bun.gc(true);
	const before = value(await a(), 'jsc.heap.extra_memory');
	const held = new ArrayBuffer(32 * 1024 * 1024);
	Bun.gc(true);
	expect(value(await a(), 'jsc.heap.extra_memory') - before).toBeGreaterThan(0.9 * held.byteLength);
});

test('after its stop nothing is observed, and nothing ticks', async () => {
	const { a } = setUp();
	for (const stop of stops.splice(0)) stop();
	expect([...(await a()).keys()]).toEqual([]);
});

test('it does not keep a process alive', async () => {
	const program = `
		import { instrumentRuntime } from ${JSON.stringify(import.meta.dir + '/runtime.ts')};
		instrumentRuntime();
	`;
	const child = Bun.spawn([process.execPath, '-e', program], { timeout: 20_000 });
	expect(await child.exited).toBe(0);
});
