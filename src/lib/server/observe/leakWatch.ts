import { context, ROOT_CONTEXT, trace, TraceFlags } from '@opentelemetry/api';
import { getTelemetry } from '$telemetry/handle';
import { openOperations, type OpenOperation } from '$trace/inFlight';
import { epochMs, parseNano } from '$trace/time';
import type { TraceSpan } from '$trace/wire';
import { config } from '../config';
import { logger } from '../logger';
import { leakedSpans } from '../metrics/leaks';
import { perProcess } from '../process/perProcess';
import { repeat } from '../process/repeat';
import { inRun } from '../sessions/runContext';

const LOOK_MS = 60_000;

/**
 * Finds spans that nobody ends: those open for longer than anything should take, each told once. What only waits for
 * another one, or is long by design, is none. It knows their ids alone, and those only as long as they are open.
 */
export class LeakWatch {
	private known: ReadonlySet<string> = new Set();

	/** @param report is told of each one, once */
	constructor(
		private readonly afterMs: number,
		private readonly report: (operation: OpenOperation, ageMs: number) => void,
	) {}

	has(spanId: string): boolean {
		return this.known.has(spanId);
	}

	look(spans: readonly TraceSpan[], nowMs: number): void {
		const before = this.known;
		const found = openOperations(spans)
			.map((operation) => ({ operation, ageMs: nowMs - startMs(operation) }))
			.filter(({ operation, ageMs }) => ageMs > this.afterMs && isLeaf(operation));
		this.known = new Set(found.map(({ operation }) => operation.spanId));
		for (const { operation, ageMs } of found) {
			if (!before.has(operation.spanId)) this.report(operation, ageMs);
		}
	}
}

function isLeaf({ waitsFor, longByDesign }: OpenOperation): boolean {
	return waitsFor === null && longByDesign === null;
}

function startMs({ startTimeUnixNano }: OpenOperation): number {
	return epochMs(parseNano(startTimeUnixNano));
}

const own = perProcess('leakWatch', () => ({ watch: undefined as LeakWatch | undefined }));

/** Whether a span was found to be one that nobody ends. */
export function isLeaked(spanId: string): boolean {
	return own.watch?.has(spanId) ?? false;
}

/** Looks each minute, or as often as the bound is, until `signal` fires. */
export function runLeakWatch(signal: AbortSignal): Promise<void> {
	const { leakAfterMs } = config();
	const watch = (own.watch ??= new LeakWatch(leakAfterMs, reportLeak));
	const repetition = { name: 'look for leaked spans', everyMs: Math.min(LOOK_MS, leakAfterMs), signal };
	return repeat(repetition, () => {
		watch.look(getTelemetry()?.live.openSpans() ?? [], Date.now());
		return Promise.resolve();
	});
}

/** The line stands in the span's trace, and in its run. */
function reportLeak({ traceId, spanId, name, runId, phase }: OpenOperation, ageMs: number): void {
	leakedSpans.add(1);
	const within = trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: TraceFlags.SAMPLED });
	const tell = () =>
		logger.warn(
			{ span: name, ...(phase === null ? {} : { phase: phase.name }), ageMs: Math.round(ageMs) },
			'A span was not ended: it is open for longer than GLASSHOUSE_LEAK_AFTER_MS',
		);
	if (runId === null) context.with(within, tell);
	else inRun(runId, tell, within);
}
