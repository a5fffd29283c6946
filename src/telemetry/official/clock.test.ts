import { ROOT_CONTEXT, trace, type Span } from '@opentelemetry/api';
import {
	InMemorySpanExporter,
	SimpleSpanProcessor,
	TracerProvider,
	type SpanProcessor,
} from '@opentelemetry/sdk-trace';
import { expect, test } from 'bun:test';
import { GuardedSpan } from '../guarded/span';
import { expectInsideParents } from '../testing/insideParents';
import { nanos, spin } from '../testing/time';
import { OneClock } from './clock';

function setUp() {
	const exporter = new InMemorySpanExporter();
	const spanProcessors = [new OneClock(), new SimpleSpanProcessor({ exporter })];
	const tracer = new TracerProvider({ spanProcessors }).getTracer('clock');
	const start = (parent?: Span, startTime?: number) =>
		tracer.startSpan('span', { startTime }, parent ? trace.setSpan(ROOT_CONTEXT, parent) : ROOT_CONTEXT);
	return { exporter, start };
}

test('no child begins before its parent or ends after it', () => {
	const { exporter, start } = setUp();
	for (let i = 0; i < 300; i += 1) {
		const parent = start();
		spin(0.05 + (i % 10) / 100);
		const child = start(parent);
		const grandchild = start(child);
		grandchild.addEvent('now');
		grandchild.end();
		child.end();
		parent.end();
	}
	expect(expectInsideParents(exporter.getFinishedSpans())).toBe(600);
});

test('tells the wall clock, to the fraction of a millisecond', () => {
	const { exporter, start } = setUp();
	const before = Date.now();
	for (let i = 0; i < 50; i += 1) start().end();
	const spans = exporter.getFinishedSpans();
	for (const { startTime } of spans) {
		const ms = Number(nanos(startTime)) / 1e6;
		expect(ms).toBeGreaterThan(before - 25);
		expect(ms).toBeLessThan(Date.now() + 25);
	}
	expect(spans.some(({ startTime }) => startTime[1] % 1_000_000 !== 0)).toBe(true);
});

test('keeps a given start, and ends such a span by the same clock', () => {
	const { exporter, start } = setUp();
	const parent = start();
	const given = performance.timeOrigin + performance.now();
	const child = start(parent, given);
	spin(2);
	child.end();
	parent.end();
	const [ended, outer] = exporter.getFinishedSpans();
	expect(Number(nanos(ended?.startTime ?? [0, 0])) / 1e6).toBeCloseTo(given, 2);
	expect(nanos(ended?.endTime ?? [0, 0])).toBeLessThanOrEqual(nanos(outer?.endTime ?? [0, 0]));
	const sinceParentBegan = nanos(ended?.endTime ?? [0, 0]) - nanos(outer?.startTime ?? [0, 0]);
	expect(Number(sinceParentBegan) / 1e6).toBeGreaterThanOrEqual(2);
});

test('a span in disguise gives its children its clock', () => {
	const starts: number[] = [];
	const onStart: SpanProcessor['onStart'] = ({ startTime: [seconds, nanos] }) =>
		starts.push(seconds * 1e3 + nanos / 1e6);
	const last: SpanProcessor = {
		onStart,
		onEnd() {},
		forceFlush: () => Promise.resolve(),
		shutdown: () => Promise.resolve(),
	};
	const tracer = new TracerProvider({ spanProcessors: [new OneClock(), last] }).getTracer('tested');
	const parent = new GuardedSpan(tracer.startSpan('parent', {}, ROOT_CONTEXT));
	const { now } = Date;
	try {
		Date.now = () => now() + 3_600_000; // somebody sets the clock
		tracer.startSpan('child', {}, trace.setSpan(ROOT_CONTEXT, parent)).end();
	} finally {
		Date.now = now;
	}
	parent.end();
	const [before = 0, after = 0] = starts;
	expect(after - before).toBeGreaterThanOrEqual(0);
	expect(after - before).toBeLessThan(1_800_000);
});
