import { ROOT_CONTEXT, trace, type Context, type Span as ApiSpan } from '@opentelemetry/api';
import type { ReadableSpan, Span } from '@opentelemetry/sdk-trace';
import { describe, expect, test } from 'bun:test';
import { eventually } from '../../../tests/support/eventually';
import { MemoryLiveStore } from '../live/store';
import { readEnded } from '../otlp/endedSpan';
import { Random } from '../testing/random';
import { RESOURCE } from '../tracing/testing/collecting';
import { TracerProvider } from '../tracing/provider';
import { createSampler } from './sampler';
import { SpanCounts } from './spanCounts';
import { SpanJournal } from './spanJournal';
import { SpanPipeline } from './spans';
import { NOTHING_IS_SLOW } from '../testing/slow';

const sampler = createSampler({ sampler: 'always_on', samplerRatio: 1 });

/** Tells what it was told, in its order. */
class Telling {
	readonly told: string[] = [];
	/** Called with each, before it is told. */
	during: (what: string) => void = () => {};

	onStart(span: Span): void {
		this.tell(`+${span.name}`);
	}

	onEnd(span: ReadableSpan): void {
		this.tell(`-${span.name}`);
	}

	async forceFlush(): Promise<void> {
		await Promise.resolve();
		this.told.push('flush');
	}

	async shutdown(): Promise<void> {
		await Promise.resolve();
		this.told.push('stop');
	}

	private tell(what: string): void {
		this.during(what);
		this.told.push(what);
	}
}

describe('notes of spans', () => {
	function setUp({ queueSize = 2_048 } = {}) {
		const watched = new Set<string>();
		const pipeline = new Telling();
		const journal = new SpanJournal({ pipeline, isWatched: (traceId) => watched.has(traceId), queueSize });
		const tracer = new TracerProvider({ resource: RESOURCE, sampler, spanProcessors: [journal] });
		const start = (name: string, parent?: ApiSpan) =>
			tracer.getTracer('tested').startSpan(name, {}, within(parent));
		return { pipeline, journal, start, watched };
	}

	test('are settled in their order, when they are asked for', () => {
		const { pipeline, journal, start } = setUp();
		const a = start('a');
		start('b', a).end();
		a.end();
		expect(pipeline.told).toEqual([]);
		journal.settle();
		expect(pipeline.told).toEqual(['+a', '+b', '-b', '-a']);
		journal.settle();
		expect(pipeline.told).toHaveLength(4);
	});

	test('are settled of themselves a moment later, again and again', async () => {
		const { pipeline, start } = setUp();
		for (const name of ['a', 'b', 'c']) {
			start(name).end();
			expect(pipeline.told).not.toContain(`+${name}`);
			await eventually(`the notes of ${name}`, () => pipeline.told.includes(`-${name}`));
		}
	});

	test('are settled where there are many', () => {
		const { pipeline, start } = setUp();
		for (let n = 0; n < 1_000; n++) start(String(n)).end();
		expect(pipeline.told.length).toBeGreaterThan(1_000);
		expect(pipeline.told).toEqual(
			Array.from(pipeline.told, (_, n) => `${n % 2 === 0 ? '+' : '-'}${Math.floor(n / 2)}`),
		);
	});

	test.each([
		[1, 6],
		[7, 60],
		[256, 10_000],
	])('are at most %i for a queue of %i spans', (most, queueSize) => {
		const { pipeline, start } = setUp({ queueSize });
		const waiting: number[] = [];
		for (let n = 1; n <= 1_000; n++) {
			start(String(n));
			waiting.push(n - pipeline.told.length);
		}
		expect(Math.max(...waiting)).toBe(most - 1);
	});

	test('of a trace that somebody watches do not wait, nor does what came before', () => {
		const { pipeline, start, watched } = setUp();
		start('other').end();
		const span = start('span');
		expect(pipeline.told).toEqual([]);
		watched.add(span.spanContext().traceId);
		span.end();
		expect(pipeline.told).toEqual(['+other', '-other', '+span', '-span']);
	});

	test('that are made while others are settled come after them', () => {
		const { pipeline, journal, start } = setUp();
		pipeline.during = (what) => {
			if (what === '+a') start('made by a').end();
			journal.settle();
		};
		start('a').end();
		start('b').end();
		journal.settle();
		expect(pipeline.told).toEqual(['+a', '-a', '+b', '-b', '+made by a', '-made by a']);
	});

	test('are settled before a flush and before the stop', async () => {
		const { pipeline, journal, start } = setUp();
		start('a').end();
		await journal.forceFlush();
		start('b').end();
		await journal.shutdown();
		expect(pipeline.told).toEqual(['+a', '-a', 'flush', '+b', '-b', 'stop']);
	});
});

test('who reads the live store, collects, or is told, does not notice the journal: 300 random traces', () => {
	const random = new Random(20_261_122);
	const plain = store(false);
	const noted = store(true);
	for (let trace = 0; trace < 300; trace++) {
		const steps = Array.from({ length: 1 + random.below(12) }, () => random.next());
		const isRead = random.chance(0.5);
		expect(noted.run(steps, isRead)).toEqual(plain.run(steps, isRead));
	}
	expect(noted.live.dropped()).toEqual(plain.live.dropped());
	expect(noted.exported()).toEqual(plain.exported());
});

/** A small live store behind a tracer, with or without the journal before it. */
function store(isNoted: boolean) {
	const bounds = { traces: 20, spansPerTrace: 20, spans: 60, bytes: 40_000 };
	const live = new MemoryLiveStore(undefined, bounds);
	const exported: string[] = [];
	const sink = {
		add: (span: Parameters<typeof readEnded>[0]) => void exported.push(readEnded(span).name),
		unencodable: () => {},
		forceFlush: () => Promise.resolve(),
		shutdown: () => Promise.resolve(),
	};
	const pipeline = new SpanPipeline({
		live,
		counts: new SpanCounts(),
		export: sink,
		keep: null,
		slow: NOTHING_IS_SLOW,
	});
	const isWatched = (traceId: string) => live.isWatched(traceId);
	const journal = new SpanJournal({ pipeline, isWatched, queueSize: 2_048 });
	if (isNoted) live.settleBeforeReading(() => journal.settle());
	const spanProcessors = [isNoted ? journal : pipeline];
	const tracer = new TracerProvider({ resource: RESOURCE, sampler, spanProcessors }).getTracer('tested');
	const run = (steps: readonly number[], isRead: boolean) => {
		const open = [tracer.startSpan('root', {}, ROOT_CONTEXT)];
		const { traceId } = open[0]?.spanContext() ?? { traceId: '' };
		const seen: unknown[] = [];
		const stop = isRead ? undefined : live.subscribeTrace(traceId, ({ type }) => seen.push(type));
		for (const [n, step] of steps.entries()) {
			if (step < 0.6) open.push(tracer.startSpan(`span ${n}`, {}, within(open.at(-1))));
			else open.splice(Math.floor(step * open.length), 1)[0]?.end();
			if (isRead) seen.push(names(live, traceId), live.openCount(traceId));
		}
		for (const span of open) span.end();
		stop?.();
		return [seen, names(live, traceId)];
	};
	const settledExports = () => {
		journal.settle();
		return exported;
	};
	return { live, run, exported: settledExports };
}

function names(live: MemoryLiveStore, traceId: string): string[] {
	return live
		.trace(traceId)
		.map(({ name, endTimeUnixNano }) => `${name} ${endTimeUnixNano === null ? 'open' : 'ended'}`)
		.toSorted();
}

function within(parent: ApiSpan | undefined): Context {
	return parent === undefined ? ROOT_CONTEXT : trace.setSpan(ROOT_CONTEXT, parent);
}
