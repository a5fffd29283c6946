import { afterEach, describe, expect, test } from 'bun:test';
import type { LiveEvent, LiveSpan, LiveStore } from '$telemetry/live/types';
import { eventually } from '../../../../tests/support/eventually';
import { logLine, span } from './testTrace';
import { TraceKeeper, type KeeperSettings, type KeptTrace } from './traceKeeper';

const TRACE = 'a'.repeat(32);
const keepers: TraceKeeper[] = [];
afterEach(() => Promise.all(keepers.splice(0).map((keeper) => keeper.flush())));

/** A live store that a test moves by hand. */
function handStore() {
	const listeners = new Map<string, (event: LiveEvent) => void>();
	const spans = new Map<string, LiveSpan[]>();
	const set = (traceId: string, next: LiveSpan[]) => {
		spans.set(traceId, next);
		listeners.get(traceId)?.({ type: 'span.end', traceId, spanId: '' });
	};
	const log = (traceId: string, message: string) =>
		listeners.get(traceId)?.({ type: 'log', traceId, log: logLine({ message }) });
	const store: LiveStore = {
		trace: (traceId) => spans.get(traceId) ?? [],
		span: (traceId, spanId) => spans.get(traceId)?.find((each) => each.spanId === spanId),
		logs: () => [],
		traces: () => [],
		openSpans: () => [],
		ended: () => [],
		usual: () => undefined,
		openCount: (traceId) => (spans.get(traceId) ?? []).filter((each) => each.endTimeUnixNano === null).length,
		subscribe: () => () => undefined,
		subscribeTrace: (traceId, listener) => {
			listeners.set(traceId, listener);
			return () => listeners.delete(traceId);
		},
		log: () => undefined,
		newestLogs: () => [],
		dropped: () => ({ spans: 0, traces: 0, logs: 0 }),
	};
	return { store, set, log, listeners };
}

function keeperOf(store: LiveStore, given: Partial<KeeperSettings> = {}) {
	const writes: KeptTrace[][] = [];
	const first = Promise.withResolvers<undefined>();
	const keeper = new TraceKeeper(store, {
		afterMs: 10,
		lookMs: 1,
		expiresMs: 10_000,
		marks: 100,
		together: 10,
		write: (traces) => {
			writes.push(traces);
			first.resolve(undefined);
			return Promise.resolve();
		},
		onError: () => undefined,
		subscribeEvents: () => () => undefined,
		eventsOf: () => ({ events: [], eventsCut: 0 }),
		...given,
	});
	keepers.push(keeper);
	return { keeper, writes, first: first.promise };
}

const NEVER = { afterMs: 60_000 };

describe('TraceKeeper', () => {
	test('writes a trace with its run a moment after something has happened, however much that was', async () => {
		const { store, set } = handStore();
		const { keeper, writes, first } = keeperOf(store);
		keeper.mark(TRACE, 'run');
		for (let n = 0; n < 50; n++) set(TRACE, [span({ endTimeUnixNano: String(n) })]);
		await first;
		expect(writes).toMatchObject([
			[{ traceId: TRACE, runId: 'run', content: { spans: [{ endTimeUnixNano: '49' }] } }],
		]);
	});

	test('writes an open trace too, and again when it has gone on', async () => {
		const { store, set } = handStore();
		const { keeper, writes, first } = keeperOf(store);
		set(TRACE, [span({ endTimeUnixNano: null })]);
		keeper.mark(TRACE, 'run');
		await first;
		expect(writes[0]?.[0]?.content.spans[0]?.endTimeUnixNano).toBeNull();
		set(TRACE, [span({ endTimeUnixNano: '5' })]);
		await eventually('the second write', () => writes.length === 2);
		expect(writes[1]?.[0]?.content.spans[0]?.endTimeUnixNano).toBe('5');
	});

	test('writes those whose time has come together, no more than so many', async () => {
		const { store, set } = handStore();
		const { keeper, writes } = keeperOf(store, { ...NEVER, together: 2 });
		for (const traceId of ['1', '2', '3']) {
			keeper.mark(traceId, `run ${traceId}`);
			set(traceId, [span({ traceId })]);
		}
		await keeper.flush();
		expect(writes.map((traces) => traces.map(({ runId }) => runId))).toEqual([['run 1', 'run 2'], ['run 3']]);
	});

	test('keeps the log lines that were there, and those that come', async () => {
		const { store, set, log } = handStore();
		const { keeper, writes } = keeperOf(store, NEVER);
		keeper.mark(TRACE, 'run', [logLine({ message: 'before' })]);
		set(TRACE, [span()]);
		for (let n = 0; n < 1001; n++) log(TRACE, `line ${n}`);
		await keeper.flush();
		const [{ content }] = writes[0] as [KeptTrace];
		expect(content.logs.slice(0, 2).map(({ message }) => message)).toEqual(['before', 'line 0']);
		expect([content.logs.length, content.cut]).toEqual([1000, { spans: 0, logs: 2, events: 0 }]);
	});

	test('flush writes what is pending, and watches no more', async () => {
		const { store, set, listeners } = handStore();
		const { keeper, writes } = keeperOf(store, NEVER);
		keeper.mark(TRACE, 'run');
		set(TRACE, [span()]);
		await keeper.flush();
		expect(writes).toHaveLength(1);
		expect(keeper.has(TRACE)).toBe(false);
		expect(listeners.size).toBe(0);
	});

	test('a write that failed is made up for', async () => {
		const { store, set } = handStore();
		const failed = Promise.withResolvers<string[]>();
		let calls = 0;
		const { keeper } = keeperOf(store, {
			write: () => (++calls === 1 ? Promise.reject(new Error('away')) : Promise.resolve()),
			onError: (_error, runIds) => failed.resolve(runIds),
		});
		keeper.mark(TRACE, 'run');
		set(TRACE, [span()]);
		expect(await failed.promise).toEqual(['run']);
		await eventually('the second write', () => calls === 2);
	});

	test('lets the oldest trace go when there are too many, but writes it first', async () => {
		const { store, set } = handStore();
		const { keeper, writes, first } = keeperOf(store, { ...NEVER, marks: 2 });
		for (const traceId of ['1', '2', '3']) {
			keeper.mark(traceId, `run ${traceId}`);
			set(traceId, [span({ traceId })]);
		}
		await first;
		expect(keeper.size).toBe(2);
		expect(writes.flat().map(({ runId }) => runId)).toEqual(['run 1']);
	});

	test('a mark expires in silence, but not while a span is open', async () => {
		const { store, set } = handStore();
		const { keeper } = keeperOf(store, { afterMs: 1, expiresMs: 5 });
		keeper.mark('open', 'run');
		set('open', [span({ endTimeUnixNano: null })]);
		keeper.mark('quiet', 'run');
		set('quiet', [span()]);
		await eventually('the quiet one to expire', () => !keeper.has('quiet'));
		expect(keeper.has('open')).toBe(true);
		set('open', [span()]);
		await eventually('the other one to expire', () => keeper.size === 0);
	});
});
