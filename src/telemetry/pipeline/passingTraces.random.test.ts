import { ROOT_CONTEXT, trace, type Context, type Span as ApiSpan } from '@opentelemetry/api';
import { expect, test } from 'bun:test';
import { MemoryLiveStore } from '../live/store';
import { Random } from '../testing/random';
import { NOTHING_IS_SLOW } from '../testing/slow';
import { taking } from '../testing/taking';
import { TracerProvider } from '../tracing/provider';
import { RESOURCE } from '../tracing/testing/collecting';
import { Allowance } from './allowance';
import { createSampler } from './sampler';
import { SpanCounts } from './spanCounts';
import { SpanPipeline } from './spans';

const sampler = createSampler({ sampler: 'always_on', samplerRatio: 1 });

test('who has looked while a trace was open, or watches it, does not notice that it passed: 300 random traces', () => {
	const random = new Random(20_261_122);
	const followed = store(false);
	const passing = store(true);
	for (let trace = 0; trace < 300; trace++) {
		const steps = Array.from({ length: 1 + random.below(12) }, () => random.next());
		const isRead = random.chance(0.5);
		expect(passing.run(steps, isRead)).toEqual(followed.run(steps, isRead));
	}
	expect(passing.live.dropped()).toEqual(followed.live.dropped());
	expect(passing.exported).toEqual(followed.exported);
});

/** A small live store behind a tracer, whose traces pass or are followed from their beginning. */
function store(passes: boolean) {
	const bounds = { traces: 20, spansPerTrace: 20, spans: 60, bytes: 40_000 };
	const live = new MemoryLiveStore(undefined, bounds);
	const exported: string[] = [];
	const pipeline = new SpanPipeline({
		live,
		counts: new SpanCounts(),
		export: taking(({ name }) => exported.push(name)),
		keep: null,
		slow: NOTHING_IS_SLOW,
		shown: passes ? new Allowance(0, 0) : new Allowance(Infinity, 0),
	});
	live.settleBeforeReading(() => pipeline.showOpen());
	const provider = new TracerProvider({ resource: RESOURCE, sampler, spanProcessors: [pipeline] });
	const tracer = provider.getTracer('tested');
	const run = (steps: readonly number[], isRead: boolean) => {
		const open = [tracer.startSpan('root', {}, ROOT_CONTEXT)];
		const { traceId } = open[0]?.spanContext() ?? { traceId: '' };
		const seen: unknown[] = [];
		const stop = isRead ? undefined : live.subscribeTrace(traceId, ({ type }) => seen.push(type));
		if (isRead) seen.push(names(live, traceId));
		for (const [n, step] of steps.entries()) {
			if (step < 0.6) open.push(tracer.startSpan(`span ${n}`, {}, within(open.at(-1))));
			else open.splice(Math.floor(step * open.length), 1)[0]?.end();
			if (isRead) seen.push(names(live, traceId), live.openCount(traceId));
		}
		for (const span of open) span.end();
		stop?.();
		return [seen, names(live, traceId)];
	};
	return { live, run, exported };
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
