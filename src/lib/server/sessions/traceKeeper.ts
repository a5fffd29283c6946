import type { LiveEvent, LiveLog, LiveStore } from '$telemetry/live/types';
import { bounded, MOST_LOGS, type EventsToKeep, type TraceContent } from './traceContent';

/** What is to be kept of one trace. */
export interface KeptTrace {
	traceId: string;
	runId: string;
	content: TraceContent;
}

export interface KeeperSettings {
	/** A trace is written so long after the first event that is not written yet: a killed process loses no more. */
	afterMs: number;
	/** How often it is looked for those whose time has come, to write them together. */
	lookMs: number;
	/** After so long without an event nothing more is expected of a trace. */
	expiresMs: number;
	/** Traces that are watched at once; beyond, the oldest is written and let go. */
	marks: number;
	/** Traces in one write, at most. */
	together: number;
	write(traces: KeptTrace[]): Promise<void>;
	/** Tells that a run has emitted a session event. @returns the way out */
	subscribeEvents(runId: string, listener: () => void): () => void;
	eventsOf(runId: string): EventsToKeep;
	onError(error: unknown, runIds: string[]): void;
}

interface Mark {
	readonly traceId: string;
	readonly runId: string;
	/** Log lines so far, at most as many as are kept; and how many came after those. */
	readonly logs: LiveLog[];
	logsCut: number;
	/** When the first event came that is not written yet, or since when there is none; `performance.now`. */
	sinceMs: number;
	unsubscribe: () => void;
}

/** Watches the marked traces of a live store, and writes each a moment after something has happened to it. */
export class TraceKeeper {
	private readonly marks = new Map<string, Mark>();
	/** Those with events that are not written yet, and those without; each with the one that waits longest first. */
	private readonly dirty = new Set<Mark>();
	private readonly resting = new Set<Mark>();
	private timer: NodeJS.Timeout | undefined;
	private writing = Promise.resolve();

	constructor(
		private readonly live: LiveStore,
		private readonly settings: KeeperSettings,
	) {}

	/** Traces that are watched now. */
	get size(): number {
		return this.marks.size;
	}

	/** Whether a trace is watched. */
	has(traceId: string): boolean {
		return this.marks.has(traceId);
	}

	/** @param earlierLogs lines of the trace that were written before */
	mark(traceId: string, runId: string, earlierLogs: readonly LiveLog[] = []): void {
		if (this.marks.has(traceId)) return;
		if (this.marks.size >= this.settings.marks) this.makeRoom();
		const mark: Mark = {
			traceId,
			runId,
			logs: earlierLogs.slice(0, MOST_LOGS),
			logsCut: Math.max(0, earlierLogs.length - MOST_LOGS),
			sinceMs: performance.now(),
			unsubscribe: () => undefined,
		};
		const ways = [
			this.live.subscribeTrace(traceId, (event) => this.onEvent(mark, event)),
			this.settings.subscribeEvents(runId, () => this.touch(mark)),
		];
		mark.unsubscribe = () => ways.forEach((leave) => leave());
		this.marks.set(traceId, mark);
		this.dirty.add(mark);
		this.timer ??= this.lookLater();
	}

	/** Writes what is not written yet and stops watching. */
	async flush(): Promise<void> {
		clearTimeout(this.timer);
		this.timer = undefined;
		const pending = [...this.dirty];
		for (const mark of this.marks.values()) this.forget(mark);
		this.store(pending);
		await this.writing;
	}

	private onEvent(mark: Mark, event: LiveEvent): void {
		if (event.type === 'log') keepLog(mark, event.log);
		this.touch(mark);
	}

	private touch(mark: Mark): void {
		if (this.dirty.has(mark)) return;
		this.resting.delete(mark);
		mark.sinceMs = performance.now();
		this.dirty.add(mark);
	}

	private lookLater(): NodeJS.Timeout {
		return setTimeout(() => void this.look(), this.settings.lookMs).unref();
	}

	/** The next look comes when this one's writes are done: a slow database is not asked for more. */
	private async look(): Promise<void> {
		const nowMs = performance.now();
		this.store(waitingLonger(this.dirty, nowMs - this.settings.afterMs));
		for (const mark of waitingLonger(this.resting, nowMs - this.settings.expiresMs)) this.expire(mark, nowMs);
		await this.writing;
		this.timer = this.marks.size === 0 ? undefined : this.lookLater();
	}

	/** A span that stays open for minutes is silent too: its end is still to come. */
	private expire(mark: Mark, nowMs: number): void {
		if (this.live.openCount(mark.traceId) === 0) return this.forget(mark);
		this.resting.delete(mark);
		mark.sinceMs = nowMs;
		this.resting.add(mark);
	}

	/** Writes follow one another, each with what is known when it begins. */
	private store(marks: readonly Mark[]): void {
		for (let start = 0; start < marks.length; start += this.settings.together) {
			const some = marks.slice(start, start + this.settings.together);
			for (const mark of some) this.rest(mark);
			this.writing = this.writing.then(() => this.write(some));
		}
	}

	private async write(marks: readonly Mark[]): Promise<void> {
		const traces = marks
			.map((mark) => this.contentOf(mark))
			.filter(({ content }) => content.spans.length > 0);
		try {
			if (traces.length > 0) await this.settings.write(traces);
		} catch (error) {
			for (const mark of marks) this.dirtyAgain(mark);
			this.settings.onError(
				error,
				marks.map(({ runId }) => runId),
			);
		}
	}

	private contentOf({ traceId, runId, logs, logsCut }: Mark): KeptTrace {
		const events = this.settings.eventsOf(runId);
		return { traceId, runId, content: bounded(this.live.trace(traceId), logs, logsCut, events) };
	}

	private rest(mark: Mark): void {
		this.dirty.delete(mark);
		if (this.marks.get(mark.traceId) !== mark) return;
		mark.sinceMs = performance.now();
		this.resting.add(mark);
	}

	private dirtyAgain(mark: Mark): void {
		if (!this.resting.delete(mark)) return;
		mark.sinceMs = performance.now();
		this.dirty.add(mark);
	}

	private forget(mark: Mark): void {
		mark.unsubscribe();
		this.marks.delete(mark.traceId);
		this.dirty.delete(mark);
		this.resting.delete(mark);
	}

	private makeRoom(): void {
		const oldest = first(this.resting) ?? first(this.dirty);
		if (oldest === undefined) return;
		const isWritten = this.resting.has(oldest);
		this.forget(oldest);
		if (!isWritten) this.store([oldest]);
	}
}

function keepLog(mark: Mark, line: LiveLog): void {
	if (mark.logs.length < MOST_LOGS) mark.logs.push(line);
	else mark.logsCut += 1;
}

/** The longest waiting come first in a set. */
function waitingLonger(marks: Iterable<Mark>, sinceMs: number): Mark[] {
	const found: Mark[] = [];
	for (const mark of marks) {
		if (mark.sinceMs > sinceMs) break;
		found.push(mark);
	}
	return found;
}

function first<T>(items: Iterable<T>): T | undefined {
	for (const item of items) return item;
	return undefined;
}
