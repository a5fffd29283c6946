import type { LiveStore } from '$telemetry/live/types';
import { lanes } from './lanes';
import { bounded, type TraceContent } from './traceContent';

export interface KeeperSettings {
	/** A trace counts as quiet when nothing of it has been open for so long, in milliseconds. */
	quietMs: number;
	/** One that does not become quiet is kept as it stands, so often: a killed process loses little of it. */
	hardMs: number;
	/** After so long without an event nothing more is expected of a trace. */
	expiresMs: number;
	/** Traces that are watched at once; beyond, the oldest is written and let go. */
	marks: number;
	writtenAtOnce: number;
	write(traceId: string, runId: string, content: TraceContent): Promise<void>;
	onError(error: unknown, runId: string): void;
}

interface Mark {
	readonly traceId: string;
	readonly runId: string;
	/** Something of it has happened since it was written last. */
	dirty: boolean;
	/** When the first event came that is not written yet; `performance.now`. */
	dirtySinceMs: number;
	timer: NodeJS.Timeout | undefined;
	writing: Promise<void>;
	unsubscribe: () => void;
}

/** Watches the marked traces of a live store, and writes each whenever it has become quiet. */
export class TraceKeeper {
	private readonly marks = new Map<string, Mark>();
	private readonly inLane: ReturnType<typeof lanes>;

	constructor(
		private readonly live: LiveStore,
		private readonly settings: KeeperSettings,
	) {
		this.inLane = lanes(settings.writtenAtOnce);
	}

	/** Traces that are watched now. */
	get size(): number {
		return this.marks.size;
	}

	mark(traceId: string, runId: string): void {
		if (this.marks.has(traceId)) return;
		this.makeRoom();
		const mark: Mark = {
			traceId,
			runId,
			dirty: true,
			dirtySinceMs: performance.now(),
			timer: undefined,
			writing: Promise.resolve(),
			unsubscribe: this.live.subscribeTrace(traceId, () => this.onEvent(mark)),
		};
		this.marks.set(traceId, mark);
		this.schedule(mark);
	}

	/** Writes what is not written yet and stops watching. */
	async flush(): Promise<void> {
		const marks = [...this.marks.values()];
		for (const mark of marks) this.forget(mark);
		await Promise.all(marks.map((mark) => (mark.dirty ? this.write(mark) : mark.writing)));
	}

	private onEvent(mark: Mark): void {
		if (!mark.dirty) mark.dirtySinceMs = performance.now();
		mark.dirty = true;
		this.schedule(mark);
	}

	/** Moves the next write: soon while nothing is open, else when the hard limit comes. */
	private schedule(mark: Mark): void {
		const { quietMs, hardMs } = this.settings;
		const leftMs = Math.max(0, mark.dirtySinceMs + hardMs - performance.now());
		const isOpen = this.live.openCount(mark.traceId) > 0;
		this.wait(mark, isOpen ? leftMs : Math.min(quietMs, leftMs), () => this.due(mark));
	}

	private due(mark: Mark): void {
		void this.write(mark);
		this.wait(mark, this.settings.expiresMs, () => this.expire(mark));
	}

	/** A span that stays open for minutes is silent too: its end is still to come. */
	private expire(mark: Mark): void {
		if (mark.dirty || this.live.openCount(mark.traceId) > 0) this.due(mark);
		else this.forget(mark);
	}

	private wait(mark: Mark, ms: number, then: () => void): void {
		clearTimeout(mark.timer);
		mark.timer = setTimeout(then, ms);
		mark.timer.unref();
	}

	/** One write of a trace at a time, each with what is known when it begins. */
	private write(mark: Mark): Promise<void> {
		mark.dirty = false;
		mark.writing = mark.writing.then(() => this.inLane(() => this.store(mark)));
		return mark.writing;
	}

	private async store(mark: Mark): Promise<void> {
		const { traceId, runId } = mark;
		const spans = this.live.trace(traceId);
		if (spans.length === 0) return;
		try {
			await this.settings.write(traceId, runId, bounded(spans, this.live.logs(traceId)));
		} catch (error) {
			mark.dirty = true;
			this.settings.onError(error, runId);
		}
	}

	private forget(mark: Mark): void {
		clearTimeout(mark.timer);
		mark.unsubscribe();
		this.marks.delete(mark.traceId);
	}

	private makeRoom(): void {
		const oldest = this.marks.values().next().value;
		if (this.marks.size < this.settings.marks || oldest === undefined) return;
		this.forget(oldest);
		if (oldest.dirty) void this.write(oldest);
	}
}
