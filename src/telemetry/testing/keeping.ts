import { ROOT_CONTEXT, trace, TraceFlags, type Meter, type Span, type SpanKind } from '@opentelemetry/api';
import { TracerProvider, type ReadableSpan } from '@opentelemetry/sdk-trace';
import { MemoryLiveStore } from '../live/store';
import { Allowance } from '../pipeline/allowance';
import { KeepWhatMatters } from '../pipeline/keepWhatMatters';
import { createSampler } from '../pipeline/sampler';
import { SpanCounts } from '../pipeline/spanCounts';
import { SpanPipeline } from '../pipeline/spans';
import { taking } from './taking';

/** Minutes, so that no stall of the machine makes a test span slow. */
const SLOW = { defaultMs: 60_000, byRouteMs: { '/fast': 20_000, 'a workflow': 600_000 } };
/** Longer than any test: what is decided is not decided by the clock. */
const LONG_MS = 600_000;

export interface Begin {
	name?: string;
	kind?: SpanKind;
	parent?: Span;
	/** A parent in another process. */
	remote?: { traceId: string; sampled: boolean };
	/** How long it has lasted already. */
	lastedMs?: number;
	attributes?: Record<string, string>;
}

interface Settings {
	ratio?: number;
	bufferSpans?: number;
	graceMs?: number;
	/** Whether the traces are more than people can look at, so that nobody is told of them while they pass. */
	passes?: boolean;
	meter?: Meter;
}

/** A tracer whose spans pass the `keep_what_matters` sampler, and what came out of it. */
export function keeping({
	ratio = 0,
	bufferSpans = 100_000,
	graceMs = LONG_MS,
	passes = false,
	meter,
}: Settings = {}) {
	const exported: ReadableSpan[] = [];
	const sink = taking((span) => exported.push(span));
	const keep = new KeepWhatMatters({
		slow: SLOW,
		samplerBufferSpans: bufferSpans,
		export: sink,
		graceMs,
		meter,
	});
	const sampler = createSampler({ sampler: 'keep_what_matters', samplerRatio: ratio });
	const live = new MemoryLiveStore();
	const shown = passes ? new Allowance(0, 0) : undefined;
	const pipeline = new SpanPipeline({
		live,
		counts: new SpanCounts(),
		export: sink,
		keep,
		slow: SLOW,
		shown,
	});
	const tracer = new TracerProvider({ sampler, spanProcessors: [pipeline] }).getTracer('test');
	const begin = ({ name = 'span', kind, parent, remote, lastedMs = 0, attributes }: Begin = {}) =>
		tracer.startSpan(
			name,
			{ kind, attributes, startTime: Date.now() - lastedMs },
			parent === undefined ? contextOf(remote) : trace.setSpan(ROOT_CONTEXT, parent),
		);
	live.settleBeforeReading(() => pipeline.showOpen());
	return { keep, live, pipeline, begin, exported, names: () => exported.map(({ name }) => name) };
}

function contextOf(remote: Begin['remote']) {
	if (remote === undefined) return ROOT_CONTEXT;
	const { traceId, sampled } = remote;
	return trace.setSpanContext(ROOT_CONTEXT, {
		traceId,
		spanId: 'b7ad6b7169203331',
		traceFlags: sampled ? TraceFlags.SAMPLED : TraceFlags.NONE,
		isRemote: true,
	});
}
