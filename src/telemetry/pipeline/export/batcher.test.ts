import { describe, expect, test } from 'bun:test';
import { ExportMetrics } from '../../health/exportMetrics';
import { SignalTally } from '../../health/tally';
import { createBackground } from './background';
import { Batcher, type BatcherParts } from './batcher';
import { PendingItems } from './pending';

interface Shipment {
	items: number[];
	arrive(): void;
}

type Item = { n: number };

/** A batcher whose shipments are under way until the test lets them arrive. */
function startBatcher(settings: Partial<BatcherParts<Item>['settings']> = {}, isFailing = () => false) {
	const target = { url: 'http://127.0.0.1:4318/v1/traces', protocol: 'http/protobuf' } as const;
	const tally = new SignalTally(new ExportMetrics('traces', target));
	const shipments: Shipment[] = [];
	const sizes = {
		scheduledDelayMillis: 1e6,
		exportTimeoutMillis: 1e6,
		maxQueueSize: 20,
		maxExportBatchSize: 5,
		...settings,
	};
	const batcher = new Batcher<Item>({
		settings: sizes,
		pending: new PendingItems(sizes, { encode: (items) => Uint8Array.from(items, ({ n }) => n) }),
		tally,
		background: createBackground(),
		ship: (load) => {
			const { promise, resolve } = Promise.withResolvers<undefined>();
			shipments.push({ items: [...load.encode('http/protobuf')], arrive: () => resolve(undefined) });
			return promise.then(() => undefined);
		},
		isFailing,
	});
	let next = 0;
	const add = (count: number) => {
		for (let i = 0; i < count; i++) batcher.add({ n: next++ });
	};
	return { batcher, shipments, tally, add };
}

/** Lets everything happen that happens of itself. */
async function settle(): Promise<void> {
	for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
}

const arriveAll = (shipments: readonly Shipment[]) => shipments.forEach((shipment) => shipment.arrive());

describe('Batcher', () => {
	test('ships full batches at once, though never within the turn that fills one', async () => {
		const { shipments, add, batcher } = startBatcher();
		add(12);
		expect(shipments).toEqual([]);
		await settle();
		expect(shipments.map(({ items }) => items)).toEqual([
			[0, 1, 2, 3, 4],
			[5, 6, 7, 8, 9],
		]);
		expect(batcher.queued).toBe(2);
	});

	test('ships what there is when the delay is over', async () => {
		const { shipments, add } = startBatcher({ scheduledDelayMillis: 5 });
		add(2);
		await settle();
		expect(shipments).toEqual([]);
		while (shipments.length === 0) await Bun.sleep(1);
		expect(shipments[0]?.items).toEqual([0, 1]);
		add(1);
		while (shipments.length === 1) await Bun.sleep(1);
		expect(shipments[1]?.items).toEqual([2]);
	});

	test('holds no more than twice its queue, and counts the rest', async () => {
		const { batcher, shipments, tally, add } = startBatcher();
		for (let i = 0; i < 100; i++) {
			add(1);
			await settle();
		}
		expect(shipments).toHaveLength(4);
		expect(batcher.queued).toBe(20);
		expect(tally.health().dropped).toEqual({ queue_full: 60 });
		arriveAll(shipments);
		await settle();
		expect(shipments.flatMap(({ items }) => items)).toEqual(Array.from({ length: 40 }, (_, n) => n));
	});

	test('ships one at a time while the collector fails', async () => {
		const { shipments, add } = startBatcher({}, () => true);
		add(20);
		await settle();
		expect(shipments).toHaveLength(1);
		shipments[0]?.arrive();
		await settle();
		expect(shipments).toHaveLength(2);
	});

	test('flushes what was queued when it was asked, and does not wait for more', async () => {
		const { batcher, shipments, add } = startBatcher();
		add(7);
		let flushed = false;
		const flush = batcher.flush().then(() => (flushed = true));
		await settle();
		expect(shipments.map(({ items }) => items.length)).toEqual([5, 2]);
		add(3);
		shipments[0]?.arrive();
		await settle();
		expect(flushed).toBe(false);
		shipments[1]?.arrive();
		await flush;
		expect(batcher.queued).toBe(3);
		await startBatcher().batcher.flush();
	});

	test('takes nothing more once it is closed', async () => {
		const { batcher, tally, shipments, add } = startBatcher();
		add(3);
		batcher.close();
		add(2);
		const flush = batcher.flush();
		await settle();
		arriveAll(shipments);
		await flush;
		expect(shipments.map(({ items }) => items)).toEqual([[0, 1, 2]]);
		expect(tally.health().dropped).toEqual({ shutdown: 2 });
	});

	test('keeps nothing of the request that filled a batch', async () => {
		const { AsyncLocalStorage } = await import('node:async_hooks');
		const requests = new AsyncLocalStorage<string>();
		const seen: unknown[] = [];
		const { add } = startBatcher({}, () => {
			seen.push(requests.getStore());
			return false;
		});
		requests.run('a request', () => add(4));
		requests.run('a request', () => setTimeout(() => add(1)));
		await Bun.sleep(5);
		await settle();
		expect(seen.at(-1)).toBeUndefined();
	});
});
