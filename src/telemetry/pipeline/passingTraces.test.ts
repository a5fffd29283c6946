import { ROOT_CONTEXT, SpanStatusCode, trace, TraceFlags, type Span } from '@opentelemetry/api';
import { AlwaysOffSampler, createAlwaysRecordSampler } from '@opentelemetry/sdk-trace';
import { beforeEach, describe, expect, test } from 'bun:test';
import { MemoryLiveStore } from '../live/store';
import { NOTHING_IS_SLOW } from '../testing/slow';
import { taking } from '../testing/taking';
import { ForeignSpans } from '../tracing/foreignSpans';
import { TracerProvider } from '../tracing/provider';
import { RESOURCE } from '../tracing/testing/collecting';
import { Allowance } from './allowance';
import { KeepWhatMatters } from './keepWhatMatters';
import { createSampler } from './sampler';
import { SpanCounts } from './spanCounts';
import { SpanPipeline } from './spans';

const SAMPLED = createSampler({ sampler: 'always_on', samplerRatio: 1 });
const RECORDED = createAlwaysRecordSampler(new AlwaysOffSampler());
/** Past this a trace is too long to pass. */
const LONG = 200;

interface Settings {
	sampler?: typeof SAMPLED;
	/** Spans that may wait for a decision, where what matters is kept. */
	bufferSpans?: number;
	shown?: Allowance;
}

/** A pipeline under such a load that of ordinary traces none are shown. */
function setUp({ sampler = SAMPLED, bufferSpans, shown = new Allowance(0, 0) }: Settings = {}) {
	const live = new MemoryLiveStore();
	const exported: string[] = [];
	const sink = taking(({ name }) => exported.push(name));
	const slow = NOTHING_IS_SLOW;
	const keep =
		bufferSpans === undefined
			? null
			: new KeepWhatMatters({ slow, samplerBufferSpans: bufferSpans, export: sink });
	const pipeline = new SpanPipeline({ live, counts: new SpanCounts(), export: sink, keep, slow, shown });
	live.settleBeforeReading(() => pipeline.showOpen());
	const provider = new TracerProvider({ resource: RESOURCE, sampler, spanProcessors: [pipeline] });
	const start = (name: string, parent?: Span, startTime?: number) =>
		provider
			.getTracer('tested')
			.startSpan(
				name,
				{ startTime },
				parent === undefined ? ROOT_CONTEXT : trace.setSpan(ROOT_CONTEXT, parent),
			);
	const shownOf = (span: Span) => live.trace(span.spanContext().traceId).map(({ name }) => name);
	return { live, keep, pipeline, exported, start, shownOf };
}

/** As it comes back to this process: its trace is known, the span itself is not. */
function fromElsewhere(span: Span): Span {
	const { traceId, spanId, traceFlags } = span.spanContext();
	return trace.wrapSpanContext({ traceId, spanId, traceFlags, isRemote: true });
}

function ordinary(start: ReturnType<typeof setUp>['start']): Span {
	const root = start('root');
	start('child', root).end();
	root.end();
	return root;
}

describe('a trace that is one too many to be looked at', () => {
	let made: ReturnType<typeof setUp>;
	beforeEach(() => {
		made = setUp();
	});

	test('is exported, and not shown but counted', () => {
		const root = ordinary(made.start);
		expect(made.exported).toEqual(['child', 'root']);
		expect(made.shownOf(root)).toEqual([]);
		expect(made.live.dropped().traces).toBe(1);
		expect(made.live.traces(10)).toEqual([]);
	});

	test('is shown whole while it is open, to whoever looks, and from then on', () => {
		const root = made.start('root');
		made.start('before', root).end();
		const open = made.start('open', root);
		expect(made.shownOf(root)).toEqual(['root', 'before', 'open']);
		expect(made.live.openSpans().map(({ name }) => name)).toEqual(['root', 'open']);
		open.end();
		made.start('after', root).end();
		root.end();
		expect(made.shownOf(root)).toEqual(['root', 'before', 'open', 'after']);
		expect(made.exported).toEqual(['before', 'open', 'after', 'root']);
		expect(made.live.openSpans()).toEqual([]);
		expect(made.live.dropped()).toEqual({ spans: 0, traces: 0, logs: 0 });
	});

	test('is shown whole where a span of it fails', () => {
		const root = made.start('root');
		made.start('before', root).end();
		made.start('failing', root).setStatus({ code: SpanStatusCode.ERROR }).end();
		made.start('after', root).end();
		root.end();
		expect(made.shownOf(root)).toEqual(['root', 'before', 'failing', 'after']);
		expect(made.exported).toEqual(['before', 'failing', 'after', 'root']);
		expect(made.live.traces(10)).toMatchObject([{ spanCount: 4, errorCount: 1 }]);
	});

	test('is shown where it was slow', () => {
		const root = made.start('root', undefined, Date.now() - 2 * NOTHING_IS_SLOW.defaultMs);
		made.start('child', root).end();
		root.end();
		expect(made.shownOf(root)).toEqual(['root', 'child']);
	});

	test('is told of span by span to who watches it, and to who watches everything', () => {
		const heard: string[] = [];
		const root = made.start('root');
		const leave = made.live.subscribeTrace(root.spanContext().traceId, ({ type }) => heard.push(type));
		made.start('child', root).end();
		root.end();
		expect(heard).toEqual(['span.start', 'span.end', 'span.end']);
		leave();
		const leaveAll = made.live.subscribe(({ type }) => heard.push(type));
		ordinary(made.start);
		leaveAll();
		expect(heard).toHaveLength(7);
		ordinary(made.start);
		expect(heard).toHaveLength(7);
	});

	test('is one with what comes back of it from elsewhere', () => {
		const root = made.start('root');
		const served = made.start('served', fromElsewhere(root));
		made.start('failing', served).setStatus({ code: SpanStatusCode.ERROR }).end();
		served.end();
		root.end();
		expect(made.shownOf(root)).toEqual(['root', 'served', 'failing']);
		const late = made.start('late', fromElsewhere(root));
		late.end();
		expect(made.shownOf(root)).toEqual(['root', 'served', 'failing', 'late']);
	});

	test('is let go of with what comes late, which passes by itself', () => {
		const root = ordinary(made.start);
		made.start('late', root).end();
		made.start('later', fromElsewhere(root)).end();
		expect(made.shownOf(root)).toEqual([]);
		expect(made.exported).toEqual(['child', 'root', 'late', 'later']);
		const failing = made.start('failing', root);
		failing.setStatus({ code: SpanStatusCode.ERROR }).end();
		expect(made.shownOf(root)).toEqual(['failing']);
	});

	test('is one with what another program made of it, such as the page that asked', () => {
		const foreign = new ForeignSpans({ resourceOf: () => RESOURCE, spanProcessors: [made.pipeline] });
		const root = made.start('root');
		const { traceId } = root.spanContext();
		const page = {
			traceId,
			spanId: 'b7ad6b7169203331',
			parentSpanId: null,
			attributes: {},
			kind: 'internal',
		} as const;
		const times = { startMs: Date.now() - 5, endMs: Date.now() };
		foreign.take([{ ...page, ...times, name: 'page', service: 'browser', scope: 'page', sampled: true }]);
		expect(made.exported).toEqual(['page']);
		expect(made.shownOf(root)).toEqual(['page', 'root']);
		root.end();
	});

	test('is looked at where it is long', () => {
		const root = made.start('root');
		for (let i = 0; i < LONG; i += 1) made.start(`child ${i}`, root).end();
		root.end();
		expect(made.shownOf(root)).toHaveLength(LONG + 1);
		expect(made.exported).toHaveLength(LONG + 1);
	});

	test('holds no more than a bound together with all others, however many stay open', () => {
		const roots = Array.from({ length: 500 }, () => {
			const root = made.start('root');
			for (let i = 0; i < 50; i += 1) made.start('child', root).end();
			return root;
		});
		for (const root of roots) root.end();
		expect(made.exported).toHaveLength(500 * 51);
		const { traces } = made.live.dropped();
		expect(traces).toBeGreaterThan(0);
		expect(made.live.traces(1_000).length + traces).toBe(500);
	});
});

test('as many as people can look at are shown, and those that follow pass', () => {
	const { live, start, exported } = setUp({ shown: new Allowance(2, 0) });
	for (let i = 0; i < 5; i += 1) ordinary(start);
	expect(live.traces(10)).toHaveLength(2);
	expect(live.dropped().traces).toBe(3);
	expect(exported).toHaveLength(10);
});

test('one that is not sampled is neither exported nor shown', () => {
	const { live, start, exported } = setUp({ sampler: RECORDED });
	ordinary(start);
	expect([exported, live.traces(10)]).toEqual([[], []]);
});

describe('of those that are not sampled', () => {
	const fails = (span: Span) => span.setStatus({ code: SpanStatusCode.ERROR }).end();

	test('one goes out whole where it failed, at whatever time', () => {
		const { start, exported } = setUp({ sampler: RECORDED, bufferSpans: 100 });
		const root = start('root');
		start('child', root).end();
		fails(root);
		expect(exported).toEqual(['child', 'root']);
		const other = ordinary(start);
		expect(exported).toHaveLength(2);
		fails(start('late', other));
		expect(exported).toEqual(['child', 'root', 'child', 'root', 'late']);
	});

	test('one that is over waits only where there is room, and pushes no other out', () => {
		const { keep, start, exported } = setUp({ sampler: RECORDED, bufferSpans: 4 });
		const first = ordinary(start);
		ordinary(start);
		const third = ordinary(start);
		expect(keep?.decisions()).toMatchObject({ pushed_out: 1 });
		fails(start('late in the third', third));
		expect(exported).toEqual(['late in the third']);
		fails(start('late in the first', first));
		expect(exported).toEqual(['late in the third', 'child', 'root', 'late in the first']);
	});

	test('those that are open when the process stops are decided on', async () => {
		const { keep, pipeline, start } = setUp({ sampler: RECORDED, bufferSpans: 100 });
		start('open');
		await pipeline.shutdown();
		expect(keep?.decisions()).toMatchObject({ let_go: 1 });
	});

	test('a part that is sampled goes out at once, and once', () => {
		const sampler = createSampler({ sampler: 'keep_what_matters', samplerRatio: 0 });
		const { keep, start, exported } = setUp({ sampler, bufferSpans: 100 });
		const root = start('root');
		const { traceId, spanId } = root.spanContext();
		const above = { traceId, spanId, traceFlags: TraceFlags.SAMPLED, isRemote: true };
		start('sampled', trace.wrapSpanContext(above)).end();
		expect(exported).toEqual(['sampled']);
		fails(root);
		expect(exported).toEqual(['sampled', 'root']);
		expect(keep?.decisions()).toMatchObject({ sampled: 1, error: 1 });
	});
});
