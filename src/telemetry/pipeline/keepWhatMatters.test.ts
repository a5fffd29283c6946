import { SpanKind, SpanStatusCode, TraceFlags, type Span } from '@opentelemetry/api';
import { describe, expect, test } from 'bun:test';
import { eventually } from '../../../tests/support/eventually';
import { provider, values } from '../metrics/testing/meters';
import { ATTR_HTTP_ROUTE } from '../semconv';
import { keeping, type Begin } from '../testing/keeping';

const fail = (span: Span) => span.setStatus({ code: SpanStatusCode.ERROR }).end();
const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';

describe('an unsampled trace', () => {
	test('without an error, and quick, is let go of when its grace is over', async () => {
		const { keep, begin, exported } = keeping({ graceMs: 5 });
		const root = begin();
		begin({ parent: root }).end();
		root.end();
		await eventually('the decision', () => keep.decisions().let_go === 1);
		expect(exported).toEqual([]);
	});

	test('goes out whole as soon as a span of it has failed, and what follows goes out at once', () => {
		const { keep, begin, names } = keeping();
		const root = begin({ name: 'root' });
		begin({ name: 'before', parent: root }).end();
		const failing = begin({ name: 'failing', parent: root });
		const open = begin({ name: 'open', parent: root });
		expect(names()).toEqual([]);
		fail(failing);
		expect(names()).toEqual(['before', 'failing']);
		open.end();
		begin({ name: 'later', parent: root }).end();
		fail(begin({ name: 'another failure', parent: root }));
		root.end();
		expect(names()).toEqual(['before', 'failing', 'open', 'later', 'another failure', 'root']);
		expect(keep.decisions()).toEqual({ sampled: 0, error: 1, slow: 0, let_go: 0, pushed_out: 0 });
	});

	test('also for what comes of it long after its last span', () => {
		const { begin, names } = keeping();
		const root = begin({ name: 'root', remote: { traceId: TRACE_ID, sampled: false } });
		fail(root);
		begin({ name: 'elsewhere' }).end();
		begin({ name: 'a retry', remote: { traceId: TRACE_ID, sampled: false } }).end();
		expect(names()).toEqual(['root', 'a retry']);
	});

	test('with the flags under which it was passed on', () => {
		const { begin, exported } = keeping();
		fail(begin());
		expect(exported[0]?.spanContext().traceFlags).toBe(TraceFlags.NONE);
	});

	const server = (route: string) => ({ kind: SpanKind.SERVER, attributes: { [ATTR_HTTP_ROUTE]: route } });
	const roots: [string, Begin, boolean][] = [
		['a root over the default', { lastedMs: 61_000 }, true],
		['a root under the default', { lastedMs: 40_000 }, false],
		['a request over the threshold of its route', { ...server('/fast'), lastedMs: 30_000 }, true],
		['a request under the threshold of its route', { ...server('/fast'), lastedMs: 5_000 }, false],
		['a request of another route', { ...server('/other'), lastedMs: 30_000 }, false],
		['a workflow over its own threshold', { name: 'a workflow', lastedMs: 601_000 }, true],
		['a workflow under its own threshold', { name: 'a workflow', lastedMs: 550_000 }, false],
		[
			'a root that a remote parent left unsampled',
			{ remote: { traceId: TRACE_ID, sampled: false }, lastedMs: 61_000 },
			true,
		],
		['a route that is only a name of every object', { ...server('constructor'), lastedMs: 40_000 }, false],
	];
	for (const [what, root, kept] of roots) {
		test(`${what}: ${kept ? 'is slow' : 'is not slow'}`, () => {
			const { keep, begin, names } = keeping();
			const span = begin({ name: 'root', ...root });
			begin({ name: 'child', parent: span }).end();
			span.end();
			expect(names()).toEqual(kept ? ['child', root.name ?? 'root'] : []);
			expect(keep.decisions().slow).toBe(kept ? 1 : 0);
		});
	}

	test('is not slow for a slow child of a root that does not wait for it', () => {
		const { begin, exported } = keeping();
		const root = begin();
		const child = begin({ parent: root, lastedMs: 300_000 });
		root.end();
		child.end();
		expect(exported).toEqual([]);
	});

	test('whose work goes on within the grace is still one trace', async () => {
		const { keep, begin, names } = keeping({ graceMs: 200 });
		const request = begin({ name: 'request', remote: { traceId: TRACE_ID, sampled: false } });
		request.end();
		const workflow = begin({ name: 'workflow', remote: { traceId: TRACE_ID, sampled: false } });
		const other = begin({ name: 'other' });
		other.end();
		await eventually('the grace to be over', () => keep.decisions().let_go === 1);
		fail(workflow);
		expect(names()).toEqual(['request', 'workflow']);
		expect(keep.decisions()).toMatchObject({ error: 1, let_go: 1 });
	});
});

describe('a sampled trace', () => {
	test('goes out at once, and is counted once', () => {
		const { keep, begin, names } = keeping({ ratio: 1 });
		const root = begin({ name: 'root' });
		const traceId = root.spanContext().traceId;
		const other = begin({ name: 'a call to itself', remote: { traceId, sampled: true } });
		expect(names()).toEqual([]);
		other.end();
		fail(root);
		expect(names()).toEqual(['a call to itself', 'root']);
		expect(keep.decisions()).toEqual({ sampled: 1, error: 0, slow: 0, let_go: 0, pushed_out: 0 });
	});

	test('by a remote parent is followed, whatever the ratio', () => {
		const { keep, begin, exported } = keeping({ ratio: 0 });
		begin({ remote: { traceId: TRACE_ID, sampled: true } }).end();
		expect(exported).toHaveLength(1);
		expect(keep.decisions().sampled).toBe(1);
	});
});

describe('a full buffer', () => {
	test('lets the trace go that has rested longest, and counts it', () => {
		const { keep, begin, names } = keeping({ bufferSpans: 4 });
		const open = begin({ name: 'open' });
		begin({ name: 'child', parent: open }).end();
		const [a, b] = [begin({ name: 'a' }), begin({ name: 'b' })];
		b.end();
		a.end();
		begin({ name: 'c' }).end();
		expect(keep.decisions().pushed_out).toBe(0);
		begin({ name: 'd' }).end();
		expect(keep.decisions().pushed_out).toBe(1);
		begin({ name: 'after b', remote: { traceId: a.spanContext().traceId, sampled: false } }).end();
		fail(open);
		expect(names()).toEqual(['child', 'open']);
	});

	test('without a resting trace: the oldest, of which only what matters goes out from then on', () => {
		const { keep, begin, names } = keeping({ bufferSpans: 2 });
		const [a, b, c] = [begin({ name: 'a' }), begin({ name: 'b' }), begin({ name: 'c' })];
		for (const [name, parent] of Object.entries({ a1: a, b1: b, c1: c })) begin({ name, parent }).end();
		expect(keep.decisions().pushed_out).toBe(1);
		begin({ name: 'a2', parent: a }).end();
		fail(begin({ name: 'a3', parent: a }));
		begin({ name: 'a4', parent: a }).end();
		fail(b);
		expect(names()).toEqual(['a3', 'a4', 'b1', 'b']);
		expect(keep.decisions()).toEqual({ sampled: 0, error: 2, slow: 0, let_go: 0, pushed_out: 1 });
	});

	test('is not filled by a single runaway trace, which is counted once', () => {
		const { keep, begin, names } = keeping({ bufferSpans: 10 });
		const other = begin({ name: 'other' });
		begin({ name: 'child', parent: other }).end();
		const runaway = begin({ name: 'runaway' });
		for (let i = 0; i < 1_000; i += 1) begin({ name: `step ${i}`, parent: runaway }).end();
		expect(keep.decisions()).toMatchObject({ pushed_out: 1 });
		fail(other);
		expect(names()).toEqual(['child', 'other']);
	});

	test('bounds traces whose spans never end', () => {
		const { keep, begin } = keeping({ bufferSpans: 50 });
		for (let i = 0; i < 1_000; i += 1) begin();
		expect(keep.decisions().pushed_out).toBe(950);
	});
});

describe('shutting down', () => {
	test('decides on what is undecided: what is overdue is kept, the rest is let go of', () => {
		const { keep, begin, names } = keeping();
		const overdue = begin({ name: 'overdue', lastedMs: 65_000 });
		begin({ name: 'its child', parent: overdue }).end();
		const young = begin({ name: 'young' });
		begin({ name: 'child of the young', parent: young }).end();
		begin({ name: 'resting' }).end();
		keep.shutdown();
		expect(names()).toEqual(['its child']);
		expect(keep.decisions()).toEqual({ sampled: 0, error: 0, slow: 1, let_go: 2, pushed_out: 0 });
		fail(young);
		overdue.end();
		expect(names()).toEqual(['its child']);
	});

	test('flushing decides nothing', async () => {
		const { pipeline, begin, names } = keeping();
		const root = begin({ name: 'root' });
		begin({ name: 'child', parent: root }).end();
		await pipeline.forceFlush();
		expect(names()).toEqual([]);
		fail(root);
		expect(names()).toEqual(['child', 'root']);
	});
});

test('decisions and the spans that wait for one are metrics', async () => {
	const meters = provider();
	const reader = meters.reader('cumulative');
	const told = async (name: string) => values(await reader.collect(), name);
	const decision = (of: string) => JSON.stringify([['glasshouse.sampler.decision', of]]);
	const { keep, begin } = keeping({ meter: meters.getMeter('tested') });
	const root = begin();
	begin({ parent: root }).end();
	begin().end();
	expect(await told('glasshouse.sampler.decisions')).toEqual({});
	expect(await told('glasshouse.sampler.buffered_spans')).toEqual({ '[]': 2 });
	fail(root);
	keep.shutdown();
	expect(await told('glasshouse.sampler.decisions')).toEqual({
		[decision('error')]: 1,
		[decision('let_go')]: 1,
	});
	expect(await told('glasshouse.sampler.buffered_spans')).toEqual({ '[]': 0 });
});
