import { getTelemetry } from '$telemetry/handle';
import type { LogLine, TraceSpan } from '$trace/wire';
import type { LiveEvent } from '$telemetry/live/types';
import { TERMINAL_STATES } from '../checks/schema';
import type { Run } from '../checks/model';
import { getRun } from '../checks/runStore';
import { AppError } from '../errors';
import { repeat } from '../process/repeat';
import { partOwner, readParts, type TracePart } from '../sessions/traceParts';
import { asSource, liveTrace } from './traces';
import { mergeTrace } from './mergeTrace';

export interface RunChange {
	run?: Run;
	/** New ones and changed ones, whole. */
	spans?: TraceSpan[];
	logs?: LogLine[];
	/** The last change: the run has ended, and its trace is quiet. */
	ended?: boolean;
}

type Listener = (change: RunChange) => void;

const COALESCE_MS = 100;
/** How often the database is asked; at once when a step of the run begins or ends in this process. */
const POLL_MS = 500;
const STEP = /^(step|workflow) /;
/** How long the last spans of an ended run may take to be kept by the process that executed it. */
const GRACE_MS = 3000;
/** A trace that does not become quiet, for somebody keeps adding to it, is left after so long. */
const MOST_GRACE_MS = 10_000;
const TERMINAL = new Set<string>(TERMINAL_STATES);

/**
 * Tells of one run while it happens: first all that is known, then what changes, until it has ended. The run may be
 * executed by another process: its state is read from the database, and its spans from what that one keeps.
 * @param listener called at most every 100 ms for spans and log lines; must not throw
 * @returns the way out; must be called, unless `ended` came
 * @throws AppError NOT_FOUND
 */
export async function subscribeRun(runId: string, listener: Listener): Promise<() => void> {
	const run = await getRun(runId);
	const live = new LiveRun(run, listener);
	await live.begin();
	return () => live.stop();
}

class LiveRun {
	private readonly stopping = new AbortController();
	/** Spans that changed since the last flush, and log lines that came. */
	private readonly changed = new Set<string>();
	private logs: LogLine[] = [];
	private timer: NodeJS.Timeout | undefined;
	/** Up to when other processes' parts were read, and how many log lines of each were told. */
	private partsUntil = new Date(0);
	private readonly logsTold = new Map<string, number>();
	/** Whether the workflow's own span was seen to end: then everything of the run has. */
	private executed = false;
	private polledAtMs = 0;
	private terminalSinceMs: number | null = null;
	private unsubscribe = () => {};

	constructor(
		private run: Run,
		private readonly listener: Listener,
	) {}

	async begin(): Promise<void> {
		const { traceId } = this.run;
		const parts = await this.newForeignParts();
		// In one turn with the snapshot: nothing is told before it, and nothing lost in between.
		this.unsubscribe =
			getTelemetry()?.live.subscribeTrace(traceId, (event) => this.onEvent(event)) ?? this.unsubscribe;
		const { spans, logs } = mergeTrace(traceId, [liveTrace(traceId), ...parts]);
		this.tell({ run: this.run, spans, logs });
		const { signal } = this.stopping;
		void repeat({ name: 'watch a run', everyMs: COALESCE_MS, signal }, () => this.pollIfDue());
	}

	stop(): void {
		this.stopping.abort();
		this.unsubscribe();
		clearTimeout(this.timer);
	}

	private onEvent(event: LiveEvent): void {
		if (event.type === 'log') this.logs.push(event.log);
		else this.changed.add(event.spanId);
		this.timer ??= setTimeout(() => this.flush(), COALESCE_MS);
	}

	private flush(): void {
		this.timer = undefined;
		const live = getTelemetry()?.live;
		const spans = [...this.changed].map((spanId) => live?.span(this.run.traceId, spanId));
		const logs = this.logs;
		this.changed.clear();
		this.logs = [];
		if (spans.some((span) => STEP.test(span?.name ?? ''))) this.polledAtMs = 0;
		this.tell({ spans: spans.filter((span) => span !== undefined), logs });
	}

	private async pollIfDue(): Promise<void> {
		if (performance.now() - this.polledAtMs < POLL_MS) return;
		this.polledAtMs = performance.now();
		await this.poll();
	}

	private async poll(): Promise<void> {
		const run = await runIfAny(this.run.id);
		if (run === null) return this.end();
		const isNew = JSON.stringify(run) !== JSON.stringify(this.run);
		this.run = run;
		if (isNew) this.tell({ run });
		await this.tellForeignParts();
		if (TERMINAL.has(run.state)) this.terminalSinceMs ??= performance.now();
		if (this.isOver()) this.end();
	}

	private async tellForeignParts(): Promise<void> {
		const parts = await this.newForeignParts();
		const known = new Set(parts.flatMap(({ spans }) => spans.map(({ spanId }) => spanId)));
		if (known.size === 0) return;
		const { spans } = mergeTrace(this.run.traceId, [liveTrace(this.run.traceId), ...parts]);
		this.tell({
			spans: spans.filter(({ spanId }) => known.has(spanId)),
			logs: parts.flatMap(({ logs }) => logs),
		});
	}

	/** What other processes, and former lives of this one, have kept since the last look. */
	private async newForeignParts() {
		const parts = await readParts(this.run.traceId, this.partsUntil);
		this.partsUntil = parts.at(-1)?.updatedAt ?? this.partsUntil;
		const foreign = parts.filter(({ instanceId }) => instanceId !== partOwner());
		return foreign.map((part) => asSource({ ...part, logs: this.newLogs(part) }));
	}

	/** A part holds all of its process' log lines each time: only those after the ones told are news. */
	private newLogs({ instanceId, logs }: TracePart): LogLine[] {
		const told = this.logsTold.get(instanceId) ?? 0;
		this.logsTold.set(instanceId, logs.length);
		return logs.slice(told);
	}

	private isOver(): boolean {
		if (this.terminalSinceMs === null || this.timer !== undefined) return false;
		const graceMs = performance.now() - this.terminalSinceMs;
		if (graceMs > MOST_GRACE_MS) return true;
		const open = getTelemetry()?.live.openCount(this.run.traceId) ?? 0;
		return open === 0 && (this.executed || graceMs > GRACE_MS);
	}

	private end(): void {
		if (this.timer !== undefined) this.flush();
		this.stop();
		this.listener({ ended: true });
	}

	private tell(change: RunChange): void {
		if (this.stopping.signal.aborted) return;
		this.executed ||= change.spans?.some(isEndedWorkflow) ?? false;
		const { run, spans = [], logs = [] } = change;
		if (run !== undefined || spans.length > 0 || logs.length > 0) this.listener(change);
	}
}

function isEndedWorkflow({ name, endTimeUnixNano, attributes }: TraceSpan): boolean {
	return (
		name === 'workflow runCheck' && endTimeUnixNano !== null && attributes['glasshouse.span.lost'] !== true
	);
}

async function runIfAny(runId: string): Promise<Run | null> {
	try {
		return await getRun(runId);
	} catch (error) {
		if (error instanceof AppError && error.code === 'NOT_FOUND') return null;
		throw error;
	}
}
