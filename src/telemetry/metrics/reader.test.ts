import { describe, expect, test } from 'bun:test';
import { METRICS } from '../catalogue';
import { PeriodicExport } from './reader';
import { heard, provider, RESOURCE } from './testing/meters';
import type { CollectedMetrics } from './types';

const SOMETHING: CollectedMetrics = {
	resource: RESOURCE,
	scopeMetrics: [{ scope: { name: 'test' }, metrics: [] }],
};
const NOTHING: CollectedMetrics = { resource: RESOURCE, scopeMetrics: [] };
const NEVER = 1_000_000;

/** An export whose sends end when they are told to. */
function exporting({ intervalMs = NEVER, timeoutMs = NEVER, collected = SOMETHING } = {}) {
	const sends: PromiseWithResolvers<undefined>[] = [];
	const log: string[] = [];
	const waiting: (() => void)[] = [];
	const one = new PeriodicExport({
		intervalMs,
		timeoutMs,
		collect: () => {
			log.push('collect');
			return Promise.resolve(collected);
		},
		send: async (metrics) => {
			expect(metrics).toBe(collected);
			log.push('send');
			const sending = Promise.withResolvers<undefined>();
			sends.push(sending);
			for (const wake of waiting.splice(0)) wake();
			await sending.promise;
			log.push('sent');
		},
	});
	const sent = async (count: number): Promise<PromiseWithResolvers<undefined>> => {
		while (sends.length < count) await new Promise<void>((resolve) => waiting.push(resolve));
		const last = sends[count - 1];
		if (last === undefined) throw new Error('unreachable');
		return last;
	};
	return { one, log, sent };
}

const ONCE = ['collect', 'send', 'sent'];

describe('the interval', () => {
	test('exports again and again, one at a time', async () => {
		const { one, log, sent } = exporting({ intervalMs: 1 });
		one.start();
		one.start();
		const first = await sent(1);
		await Bun.sleep(20);
		expect(log).toEqual(['collect', 'send']);
		first.resolve(undefined);
		const second = await sent(2);
		expect(log).toEqual([...ONCE, 'collect', 'send']);
		const stopped = one.shutdown();
		second.resolve(undefined);
		(await sent(3)).resolve(undefined);
		await stopped;
	});

	test('goes on after a failure, of which diag hears', async () => {
		const { one, sent } = exporting({ intervalMs: 1 });
		const said = await heard(async () => {
			one.start();
			(await sent(1)).reject(new Error('collector is down'));
			const stopped = sent(2).then(() => one.shutdown());
			(await sent(2)).resolve(undefined);
			(await sent(3)).resolve(undefined);
			await stopped;
		});
		expect(said).toEqual(['Exporting metrics failed']);
	});

	test('does not keep a process alive', async () => {
		const code = `
			import { PeriodicExport } from '${import.meta.dirname}/reader.ts';
			new PeriodicExport({ intervalMs: 1e6, timeoutMs: 1e6, collect: () => Promise.reject(), send: () => Promise.resolve() }).start();
		`;
		const child = Bun.spawn([process.execPath, '-e', code], { cwd: import.meta.dirname, stderr: 'inherit' });
		expect(await child.exited).toBe(0);
	});
});

describe('forceFlush', () => {
	test('collects and sends at once, and nothing where there is nothing', async () => {
		const { one, log, sent } = exporting();
		const flushed = one.forceFlush();
		(await sent(1)).resolve(undefined);
		await flushed;
		expect(log).toEqual(ONCE);
		const empty = exporting({ collected: NOTHING });
		await empty.one.forceFlush();
		expect(empty.log).toEqual(['collect']);
	});

	test('while an export runs, another follows, for all who ask', async () => {
		const { one, log, sent } = exporting();
		const first = one.forceFlush();
		const running = await sent(1);
		const following = [one.forceFlush(), one.forceFlush(), one.forceFlush()];
		expect(log).toEqual(['collect', 'send']);
		running.resolve(undefined);
		await first;
		(await sent(2)).resolve(undefined);
		await Promise.all(following);
		expect(log).toEqual([...ONCE, ...ONCE]);
	});

	test('gives up on a send that hangs, and on a collection that does', async () => {
		const sending = exporting({ timeoutMs: 5 });
		const said = await heard(async () => {
			await sending.one.forceFlush();
			const collecting = new PeriodicExport({
				intervalMs: NEVER,
				timeoutMs: 5,
				collect: () => Promise.withResolvers<CollectedMetrics>().promise,
				send: () => Promise.reject(new Error('there is nothing to send')),
			});
			await collecting.forceFlush();
		});
		expect(sending.log).toEqual(['collect', 'send']);
		expect(said).toEqual(['Exporting metrics failed', 'Exporting metrics failed']);
	});
});

describe('shutdown', () => {
	test('exports a last time, however often it is called, and nothing after it', async () => {
		const { one, log, sent } = exporting({ intervalMs: 1 });
		const stopped = one.shutdown();
		expect(one.shutdown()).toBe(stopped);
		(await sent(1)).resolve(undefined);
		await stopped;
		one.start();
		await one.forceFlush();
		await Bun.sleep(5);
		expect(log).toEqual(ONCE);
	});

	test('with deltas, every measurement is sent exactly once', async () => {
		const meters = provider();
		const reader = meters.reader('delta');
		const counter = meters.getMeter('test').createCounter('c');
		let total = 0;
		const one = new PeriodicExport({
			intervalMs: 1,
			timeoutMs: NEVER,
			collect: () => reader.collect(),
			send: async (metrics) => {
				await Promise.resolve();
				for (const { metrics: all } of metrics.scopeMetrics)
					for (const { dataPoints } of all) total += Number(dataPoints[0]?.value);
			},
		});
		one.start();
		for (let n = 0; n < 100; n++) {
			counter.add(1);
			if (n % 10 === 0) await Bun.sleep(1);
			if (n % 25 === 0) void one.forceFlush();
		}
		await one.shutdown();
		expect(total).toBe(100);
	});
});

test('how long a collection took is a metric, with what went wrong', async () => {
	const code = `
		import { metrics } from '@opentelemetry/api';
		import { provider, points } from './src/telemetry/metrics/testing/meters';
		import { PeriodicExport } from './src/telemetry/metrics/reader';
		const meters = provider();
		metrics.setGlobalMeterProvider(meters);
		const reader = meters.reader('cumulative');
		const make = (collect, timeoutMs = 1e6) => new PeriodicExport({ intervalMs: 1e6, timeoutMs, collect, send: () => Promise.resolve() });
		await make(() => reader.collect()).forceFlush();
		await make(() => Promise.reject(new RangeError('x'))).forceFlush();
		await make(() => Promise.withResolvers().promise, 5).forceFlush();
		const told = points(await reader.collect(), '${METRICS.collectionDuration.name}');
		console.log(JSON.stringify(told.map(({ attributes, value }) => ({ attributes, count: value.count, positive: value.sum > 0 }))));
	`;
	const root = `${import.meta.dirname}/../../..`;
	const child = Bun.spawn([process.execPath, '-e', code], { cwd: root, stdout: 'pipe', stderr: 'inherit' });
	const type = 'periodic_metric_reader';
	const attributes = (n: number) => ({ 'otel.component.name': `${type}/${n}`, 'otel.component.type': type });
	expect(JSON.parse(await new Response(child.stdout).text())).toEqual([
		{ attributes: attributes(0), count: 1, positive: true },
		{ attributes: { ...attributes(1), 'error.type': 'RangeError' }, count: 1, positive: true },
		{ attributes: { ...attributes(2), 'error.type': 'timeout' }, count: 1, positive: true },
	]);
});
