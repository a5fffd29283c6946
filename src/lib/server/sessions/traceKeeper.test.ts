import { afterEach, describe, expect, test } from 'bun:test';
import type { LiveEvent, LiveSpan, LiveStore } from '$telemetry/live/types';
import { span } from './testTrace';
import type { TraceContent } from './traceContent';
import { TraceKeeper, type KeeperSettings } from './traceKeeper';

const TRACE = 'a'.repeat(32);
const keepers: TraceKeeper[] = [];
afterEach(() => Promise.all(keepers.splice(0).map((keeper) => keeper.flush())));

/** A live store that a test moves by hand. */
function handStore() {
	const listeners = new Map<string, () => void>();
	const spans = new Map<string, LiveSpan[]>();
	const tell = (traceId: string) => listeners.get(traceId)?.();
	const set = (traceId: string, next: LiveSpan[]) => {
		spans.set(traceId, next);
		tell(traceId);
	};
	const store: LiveStore = {
		trace: (traceId) => spans.get(traceId) ?? [],
		span: (traceId, spanId) => spans.get(traceId)?.find((each) => each.spanId === spanId),
		logs: () => [],
		traces: () => [],
		openSpans: () => [],
		openCount: (traceId) => (spans.get(traceId) ?? []).filter((each) => each.endTimeUnixNano === null).length,
		subscribe: () => () => undefined,
		subscribeTrace: (traceId, listener) => {
			const event: LiveEvent = { type: 'span.end', traceId, spanId: '' };
			listeners.set(traceId, () => listener(event));
			return () => listeners.delete(traceId);
		},
		log: () => undefined,
		dropped: () => ({ spans: 0, traces: 0, logs: 0 }),
	};
	return { store, set, listeners };
}

function keeperOf(store: LiveStore, given: Partial<KeeperSettings> = {}) {
	const written: { traceId: string; runId: string; content: TraceContent }[] = [];
	const next = Promise.withResolvers<undefined>();
	const keeper = new TraceKeeper(store, {
		quietMs: 5,
		hardMs: 40,
		expiresMs: 10_000,
		marks: 100,
		writtenAtOnce: 2,
		write: (traceId, runId, content) => {
			written.push({ traceId, runId, content });
			next.resolve(undefined);
			return Promise.resolve();
		},
		onError: () => undefined,
		...given,
	});
	keepers.push(keeper);
	return { keeper, written, first: next.promise };
}

describe('TraceKeeper', () => {
	test('writes a trace with its run when nothing of it is open any more', async () => {
		const { store, set } = handStore();
		const { keeper, written, first } = keeperOf(store, { hardMs: 60_000 });
		set(TRACE, [span({ endTimeUnixNano: null })]);
		keeper.mark(TRACE, 'run');
		await Bun.sleep(30);
		expect(written).toEqual([]);
		set(TRACE, [span({ endTimeUnixNano: '5' })]);
		await first;
		expect(written).toMatchObject([
			{ traceId: TRACE, runId: 'run', content: { spans: [{ endTimeUnixNano: '5' }] } },
		]);
	});

	test('writes an open trace too when the hard limit comes', async () => {
		const { store, set } = handStore();
		const { keeper, written, first } = keeperOf(store);
		set(TRACE, [span({ endTimeUnixNano: null })]);
		keeper.mark(TRACE, 'run');
		await first;
		expect(written[0]?.content.spans[0]?.endTimeUnixNano).toBeNull();
	});

	test('coalesces a burst of events into one write', async () => {
		const { store, set } = handStore();
		const { keeper, written, first } = keeperOf(store, { quietMs: 20, hardMs: 60_000 });
		keeper.mark(TRACE, 'run');
		for (let n = 0; n < 50; n++) set(TRACE, [span({ endTimeUnixNano: String(n) })]);
		await first;
		await Bun.sleep(40);
		expect(written).toHaveLength(1);
		expect(written[0]?.content.spans[0]?.endTimeUnixNano).toBe('49');
	});

	test('flush writes what is pending, and watches no more', async () => {
		const { store, set, listeners } = handStore();
		const { keeper, written } = keeperOf(store, { quietMs: 60_000, hardMs: 60_000 });
		keeper.mark(TRACE, 'run');
		set(TRACE, [span()]);
		await keeper.flush();
		expect(written).toHaveLength(1);
		expect(keeper.size).toBe(0);
		expect(listeners.size).toBe(0);
	});

	test('a write that failed is made up for', async () => {
		const { store, set } = handStore();
		const failed = Promise.withResolvers<string>();
		let calls = 0;
		const { keeper } = keeperOf(store, {
			hardMs: 60_000,
			write: () => (++calls === 1 ? Promise.reject(new Error('away')) : Promise.resolve()),
			onError: (_error, runId) => failed.resolve(runId),
		});
		keeper.mark(TRACE, 'run');
		set(TRACE, [span()]);
		expect(await failed.promise).toBe('run');
		await keeper.flush();
		expect(calls).toBe(2);
	});

	test('lets the oldest trace go when there are too many, but writes it first', async () => {
		const { store, set } = handStore();
		const { keeper, written, first } = keeperOf(store, { marks: 2, quietMs: 60_000, hardMs: 60_000 });
		for (const traceId of ['1', '2', '3']) {
			keeper.mark(traceId, `run ${traceId}`);
			set(traceId, [span({ traceId })]);
		}
		await first;
		expect(keeper.size).toBe(2);
		expect(written.map(({ runId }) => runId)).toEqual(['run 1']);
	});

	test('a mark expires in silence, but not while a span is open', async () => {
		const { store, set } = handStore();
		const { keeper } = keeperOf(store, { expiresMs: 10 });
		keeper.mark('quiet', 'run');
		set('quiet', [span()]);
		keeper.mark('open', 'run');
		set('open', [span({ endTimeUnixNano: null })]);
		await Bun.sleep(150);
		expect(keeper.size).toBe(1);
	});
});
