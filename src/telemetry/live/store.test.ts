import { ROOT_CONTEXT, SpanStatusCode, trace, type Context, type Span } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { TracerProvider } from '@opentelemetry/sdk-trace';
import { describe, expect, test } from 'bun:test';
import { GuardedSpan } from '../guarded/span';
import { showing } from '../testing/showing';
import { BOUNDS, MemoryLiveStore } from './store';
import type { LiveEvent, LiveLog, LiveSpan } from './types';

function setUp(bounds = BOUNDS, logBound = 10) {
	const store = new MemoryLiveStore(undefined, bounds, logBound);
	const resource = resourceFromAttributes({ 'service.name': 'tested' });
	const pipeline = showing(store);
	const provider = new TracerProvider({ resource, spanProcessors: [pipeline] });
	const tracer = provider.getTracer('scope');
	const start = (name: string, parent?: Span) => tracer.startSpan(name, {}, under(parent));
	return { store, tracer, start };
}

function under(parent: Span | undefined): Context {
	return parent === undefined ? ROOT_CONTEXT : trace.setSpan(ROOT_CONTEXT, parent);
}

const idOf = (span: Span) => span.spanContext().traceId;

function line(traceId: string | null, message: string): LiveLog {
	return {
		timeUnixNano: '1700000000000000001',
		level: 'info',
		message,
		traceId,
		spanId: null,
		attributes: {},
	};
}

describe('the live store', () => {
	test('shows a span while it is open, as it is at that moment, and when it has ended', () => {
		const { store, start } = setUp();
		const span = start('before').setAttribute('a', 1);
		span.updateName('after').addEvent('happened', { b: [1, 2] });
		const [open] = store.trace(idOf(span));
		expect(open).toMatchObject({
			name: 'after',
			kind: 'internal',
			scope: 'scope',
			service: 'tested',
			parentSpanId: null,
			endTimeUnixNano: null,
			status: { code: 'unset' },
			attributes: { a: 1 },
			events: [{ name: 'happened', attributes: { b: [1, 2] } }],
		});
		expect(open?.startTimeUnixNano).toMatch(/^\d{19}$/);
		span.setStatus({ code: SpanStatusCode.ERROR, message: 'broke' }).end();
		const ended = store.span(idOf(span), span.spanContext().spanId);
		expect(ended?.status).toEqual({ code: 'error', message: 'broke' });
		expect(BigInt(ended?.endTimeUnixNano ?? 0)).toBeGreaterThanOrEqual(BigInt(ended?.startTimeUnixNano ?? 0));
		expect(open?.endTimeUnixNano).toBeNull();
	});

	test('counts what is open, per trace and in all', () => {
		const { store, start } = setUp();
		const root = start('root');
		const child = start('child', root);
		const other = start('other');
		expect(store.openCount(idOf(root))).toBe(2);
		expect(store.openSpans().map((span) => span.name)).toEqual(['root', 'child', 'other']);
		child.end();
		root.end();
		expect(store.openCount(idOf(root))).toBe(0);
		expect(store.openSpans().map((span) => span.name)).toEqual(['other']);
		other.end();
	});

	test('sums up the newest traces first, by their roots', () => {
		const { store, start } = setUp();
		const first = start('first');
		start('child', first).setStatus({ code: SpanStatusCode.ERROR }).end();
		first.setAttributes({ 'http.response.status_code': 200, 'http.route': '/x' }).end();
		const second = start('second');
		expect(store.traces(10)).toMatchObject([
			{ name: 'second', spanCount: 1, openCount: 1, errorCount: 0, endTimeUnixNano: null, route: null },
			{ name: 'first', spanCount: 2, openCount: 0, errorCount: 1, statusCode: 200, route: '/x' },
		]);
		expect(store.traces(1).map((trace) => trace.name)).toEqual(['second']);
		expect(store.traces(0)).toEqual([]);
		second.end();
	});

	test('lets the trace that has rested longest go first, and never an open one before it', () => {
		const { store, start } = setUp({ ...BOUNDS, traces: 3, spansPerTrace: 10, spans: 100 });
		const open = start('open');
		const [a, b] = [start('a'), start('b')];
		b.end();
		a.end();
		const c = start('c');
		expect(store.traces(9).map((trace) => trace.name)).toEqual(['c', 'a', 'open']);
		const d = start('d');
		expect(store.traces(9).map((trace) => trace.name)).toEqual(['d', 'c', 'open']);
		expect(store.dropped()).toEqual({ spans: 0, traces: 2, logs: 0 });
		for (const span of [c, d, open]) span.end();
	});

	test('lets open traces go where nothing rests, and survives their ends', () => {
		const { store, start } = setUp({ ...BOUNDS, traces: 2, spansPerTrace: 10, spans: 100 });
		const spans = ['a', 'b', 'c'].map((name) => start(name));
		expect(store.openSpans().map((span) => span.name)).toEqual(['b', 'c']);
		for (const span of spans) span.end();
		expect(store.openSpans()).toEqual([]);
		expect(store.traces(9).map((trace) => trace.openCount)).toEqual([0, 0]);
	});

	test('lets the trace go that has been busy for longest, but not the one that has just started a span', () => {
		const { store, start } = setUp({ ...BOUNDS, traces: 10, spansPerTrace: 10, spans: 3 });
		const [a, b, c] = [start('a'), start('b'), start('c')];
		const child = start('child', a);
		expect(store.traces(9).map((trace) => trace.name)).toEqual(['c', 'a']);
		start('again', c);
		expect(store.traces(9).map((trace) => trace.name)).toEqual(['c']);
		expect(store.openSpans().map((span) => span.name)).toEqual(['c', 'again']);
		for (const span of [a, b, c, child]) span.end();
		expect(store.openSpans().map((span) => span.name)).toEqual(['again']);
	});

	test('bounds the spans of one trace and of all, and counts', () => {
		const { store, start } = setUp({ ...BOUNDS, traces: 10, spansPerTrace: 3, spans: 5 });
		const root = start('root');
		for (let i = 0; i < 5; i += 1) start('child', root).end();
		root.end();
		expect(store.trace(idOf(root))).toHaveLength(3);
		expect(store.openCount(idOf(root))).toBe(0);
		expect(store.dropped().spans).toBe(3);
		const others = ['x', 'y', 'z'].map((name) => start(name));
		expect(store.trace(idOf(root))).toEqual([]);
		expect(store.dropped().traces).toBe(1);
		for (const span of others) span.end();
	});

	test('shows all that was put on a span, also when it has ended', () => {
		const { store, start } = setUp();
		const link = { context: start('linked').spanContext(), attributes: { why: 'so' } };
		const span = start('span').setAttributes({ text: 'ü', list: [1, 'a'], deep: { a: [1] } });
		span.addEvent('happened', { n: 0.5 }, [17, 5]).addLink(link);
		const [open] = store.trace(idOf(span));
		span.end([1_800_000_000, 7]);
		const [ended] = store.trace(idOf(span));
		expect(ended).toEqual({ ...open, endTimeUnixNano: '1800000000000000007' } as LiveSpan);
		expect(ended?.attributes).toEqual({ text: 'ü', list: [1, 'a'], deep: '{"a":[1]}' });
		expect(ended?.events).toEqual([
			{ name: 'happened', timeUnixNano: '17000000005', attributes: { n: 0.5 } },
		]);
		expect(ended?.links).toEqual([
			{ traceId: link.context.traceId, spanId: link.context.spanId, attributes: { why: 'so' } },
		]);
	});

	test('shows a trace in the order of the starts, and finds each of its spans', () => {
		const { store, tracer } = setUp();
		const root = tracer.startSpan('root', { startTime: [1_000, 0] }, ROOT_CONTEXT);
		const children = [3, 1, 2].map((second) =>
			tracer.startSpan(`child ${second}`, { startTime: [1_000, second] }, under(root)),
		);
		for (const child of children) child.end([1_001, 0]);
		const names = () => store.trace(idOf(root)).map(({ name }) => name);
		expect(names()).toEqual(['root', 'child 1', 'child 2', 'child 3']);
		root.end([1_002, 0]);
		expect(names()).toEqual(['root', 'child 1', 'child 2', 'child 3']);
		for (const span of [root, ...children]) {
			const { traceId, spanId } = span.spanContext();
			expect(store.span(traceId, spanId)?.spanId).toBe(spanId);
		}
		expect(store.traces(1)).toMatchObject([
			{ name: 'root', spanCount: 4, startTimeUnixNano: '1000000000000', endTimeUnixNano: '1002000000000' },
		]);
	});

	test('sums up a trace whose root is elsewhere by its oldest span', () => {
		const { store, tracer } = setUp();
		const remote = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 };
		const elsewhere = trace.setSpanContext(ROOT_CONTEXT, { ...remote, isRemote: true });
		tracer.startSpan('later', { startTime: [1_000, 5] }, elsewhere).end([1_000, 9]);
		const open = tracer.startSpan('earlier', { startTime: [1_000, 1] }, elsewhere);
		expect(store.traces(1)).toMatchObject([
			{ name: 'earlier', spanCount: 2, openCount: 1, endTimeUnixNano: null },
		]);
		open.end([1_000, 7]);
		expect(store.traces(1)).toMatchObject([
			{ name: 'earlier', openCount: 0, endTimeUnixNano: '1000000000009' },
		]);
	});

	test('bounds the bytes of one trace and of all, and counts', () => {
		const { store, start } = setUp({ ...BOUNDS, bytes: 40_000 });
		const fill = (span: Span, length: number) => span.setAttribute('text', 'x'.repeat(length)).end();
		const root = start('root');
		for (let i = 0; i < 5; i += 1) fill(start('child', root), 3_000);
		expect(store.trace(idOf(root)).map(({ name }) => name)).toEqual(['root', 'child', 'child', 'child']);
		expect(store.dropped()).toEqual({ spans: 2, traces: 0, logs: 0 });
		fill(start('too much'), 11_000);
		expect(store.dropped()).toEqual({ spans: 3, traces: 0, logs: 0 });
		for (let i = 0; i < 5; i += 1) fill(start(`other ${i}`), 8_000);
		expect(store.dropped()).toEqual({ spans: 3, traces: 3, logs: 0 });
		expect(store.traces(9).map(({ name }) => name)).toEqual(['other 4', 'other 3', 'other 2', 'root']);
		root.end();
		expect(store.openSpans()).toEqual([]);
	});

	test('knows the trace of a parent that was let go, or that stands there in disguise', () => {
		const { store, start } = setUp({ ...BOUNDS, traces: 1 });
		const gone = start('gone');
		const other = start('other');
		start('child of the gone', gone).end();
		expect(store.traces(9)).toMatchObject([{ traceId: idOf(gone), spanCount: 1, openCount: 0 }]);
		gone.end();
		expect(store.traces(9)).toMatchObject([{ traceId: idOf(gone), spanCount: 1, openCount: 0 }]);
		other.end();
		const parent = start('parent');
		start('child', new GuardedSpan(parent)).end();
		expect(store.trace(idOf(parent)).map(({ name }) => name)).toEqual(['parent', 'child']);
		parent.end();
	});

	test('holds no span that has ended, only what it was', async () => {
		const { store, start } = setUp();
		const collected = Promise.withResolvers<undefined>();
		const registry = new FinalizationRegistry(() => collected.resolve(undefined));
		const traceId = (() => {
			const span = start('span');
			registry.register(span, undefined);
			span.end();
			return idOf(span);
		})();
		const collecting = setInterval(() => Bun.gc(true), 10);
		await collected.promise;
		clearInterval(collecting);
		expect(store.trace(traceId)).toMatchObject([{ name: 'span' }]);
	});

	test('tells listeners of starts, ends and lines, those of one trace of that trace only', () => {
		const { store, start } = setUp();
		const all: LiveEvent[] = [];
		const some: LiveEvent[] = [];
		const root = start('root');
		const leave = store.subscribe((event) => all.push(event));
		const leaveTrace = store.subscribeTrace(idOf(root), (event) => some.push(event));
		start('other').end();
		start('child', root).end();
		store.log(line(idOf(root), 'hello'));
		leave();
		leaveTrace();
		root.end();
		expect(all.map((event) => event.type)).toEqual([
			'span.start',
			'span.end',
			'span.start',
			'span.end',
			'log',
		]);
		expect(some.map((event) => event.type)).toEqual(['span.start', 'span.end', 'log']);
	});

	test('takes no harm from a listener that throws, nor do the others', () => {
		const { store, start } = setUp();
		const heard: string[] = [];
		store.subscribe(() => {
			throw new Error('a bad listener');
		});
		store.subscribe((event) => heard.push(event.type));
		expect(() => start('span').end()).not.toThrow();
		expect(heard).toEqual(['span.start', 'span.end']);
	});

	test('keeps the newest lines and counts the others', () => {
		const { store } = setUp(BOUNDS, 3);
		for (const message of ['1', '2', '3', '4', '5']) store.log(line('t', message));
		store.log(line(null, '6'));
		expect(store.logs('t').map((log) => log.message)).toEqual(['4', '5']);
		expect(store.dropped().logs).toBe(3);
	});

	test('gives the newest lines of all, oldest first', () => {
		const { store } = setUp(BOUNDS, 3);
		for (const message of ['1', '2', '3', '4']) store.log(line(message === '3' ? null : 't', message));
		const messages = (limit: number) => store.newestLogs(limit).map(({ message }) => message);
		expect([messages(10), messages(2), messages(0)]).toEqual([['2', '3', '4'], ['3', '4'], []]);
	});

	test('knows nothing of what it never saw', () => {
		const { store } = setUp();
		expect(store.trace('none')).toEqual([]);
		expect(store.span('none', 'none')).toBeUndefined();
		expect(store.openCount('none')).toBe(0);
		expect(store.logs('none')).toEqual([]);
	});
});
