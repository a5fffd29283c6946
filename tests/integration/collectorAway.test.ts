// A collector that is away for longer than anything may wait for it in memory, and a process that stops meanwhile.
import { afterEach, beforeEach, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { eventually } from '../support/eventually';
import { marksOf, marksUpTo, QUICK, startExporting, type Exporting } from '../support/otlp/exporting';
import {
	closes,
	hangs,
	startFailingCollector,
	status,
	well,
	type FailingCollector,
} from '../support/otlp/failing';

setDefaultTimeout(60_000);

let collector: FailingCollector;
let exporting: Exporting | undefined;

beforeEach(async () => {
	collector = await startFailingCollector();
});

afterEach(async () => {
	await exporting?.out.shutdown();
	exporting = undefined;
	await collector.stop();
});

function start(env: Record<string, string> = {}): Exporting {
	exporting = startExporting({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, ...QUICK, ...env });
	return exporting;
}

describe('a collector that is away', () => {
	const AWAY: Record<string, (collector: FailingCollector) => unknown> = {
		'is not there': (collector) => collector.die(),
		hangs: (collector) => collector.behave(hangs),
		'closes every connection': (collector) => collector.behave(closes),
		'answers 503': (collector) => collector.behave(status(503)),
		'wants an hour': (collector) => collector.behave(status(429, { 'retry-after': '3600' })),
	};
	for (const [how, fail] of Object.entries(AWAY)) {
		test(`and ${how}: memory is bounded, and what is lost is counted by its reason`, async () => {
			await fail(collector);
			const { spans, traces } = start();
			for (let i = 0; i < 50; i++) {
				spans(10);
				const { queued, inFlight } = traces();
				expect(queued).toBeLessThanOrEqual(40);
				expect(inFlight).toBeLessThanOrEqual(40);
				await Bun.sleep(1);
			}
			await eventually('a batch to be given up', () => traces().dropped.retries_exhausted !== undefined);
			const { queued, inFlight, exported, dropped } = traces();
			const { queue_full = 0, retries_exhausted = 0, ...others } = dropped;
			expect(others).toEqual({});
			expect(queue_full).toBeGreaterThan(0);
			expect(queued + inFlight + exported + queue_full + retries_exhausted).toBe(500);
		});
	}

	test('and comes back: what was queued arrives, and the rest was counted', async () => {
		collector.behave(hangs);
		const { spans, traces, out } = start({ OTEL_BSP_EXPORT_TIMEOUT: '20000' });
		spans(100);
		await eventually('the attempt to fail', () => traces().attempts.failed > 0);
		collector.behave(well);
		await out.forceFlush();
		const { exported, dropped } = traces();
		expect(exported + (dropped.queue_full ?? 0)).toBe(100);
		expect(new Set(marksOf(collector.spans)).size).toBe(exported);
		expect(collector.spans).toHaveLength(exported);
	});
});

describe('stopping', () => {
	for (const [how, behaviour] of Object.entries({ hangs, 'answers 503': status(503) })) {
		test(`with a collector that ${how}: ends by itself, and counts what is left`, async () => {
			collector.behave(behaviour);
			const { spans, logs, metrics, out, health } = start({ OTEL_BSP_EXPORT_TIMEOUT: '1000' });
			spans(15);
			logs(5);
			const sending = metrics(3);
			await Promise.all([out.shutdown(sending), out.shutdown()]);
			await sending;
			for (const [signal, made] of [
				['traces', 15],
				['logs', 5],
				['metrics', 3],
			] as const) {
				expect(health(signal)).toMatchObject({ queued: 0, inFlight: 0, exported: 0 });
				const { shutdown = 0, retries_exhausted = 0, ...others } = health(signal).dropped;
				expect(others).toEqual({});
				expect(shutdown + retries_exhausted).toBe(made);
				if (how === 'hangs') expect(shutdown).toBe(made);
			}
		});
	}

	test('sends what is queued, then takes nothing more', async () => {
		const { spans, out, traces } = start();
		spans(15);
		await out.shutdown();
		spans(2);
		expect(traces()).toMatchObject({ exported: 15, dropped: { shutdown: 2 }, queued: 0 });
		expect(marksOf(collector.spans)).toEqual(marksUpTo(15));
	});

	test('waits for a last collection', async () => {
		const { metrics, out, health } = start();
		await out.shutdown(Bun.sleep(50).then(() => metrics(4)));
		expect(health('metrics')).toMatchObject({ exported: 4, dropped: {} });
	});
});
