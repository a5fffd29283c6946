import { untrack } from 'svelte';
import type { Run } from '$server/checks/model';
import { latestMs, ServerClock } from '$trace/now';
import type { LogLine, TraceSpan } from '$trace/wire';
import { isOpen } from '../words/states';
import { frames } from './frames.svelte';
import { addLink, linkChanged } from './links';
import { LIVE_EVENTS, mergeSpans, readLogs, readRun, readSpans } from './liveFrames';
import { Reconnecting } from './reconnecting';

export interface RunSnapshot {
	run: Run;
	spans: TraceSpan[];
	logs: LogLine[];
	/** The server's time when it took the snapshot, in milliseconds since the Unix epoch. */
	serverNowMs: number;
}

/** One run as it goes on: what the page was rendered with, and what the live stream has told since. */
export class LiveRun {
	#run: Run;
	#spans: TraceSpan[];
	#logs: LogLine[];
	/** The run has ended and its trace is quiet: nothing more will come. */
	#over: boolean;
	/** The server's time at which everything stands still, because the link was lost. */
	#frozenMs: number | null = $state(null);
	/** When the link was lost, and when it is tried again, by the clock here; `null` while it stands. */
	stoppedAt: number | null = $state(null);
	retryAt: number | null = $state(null);

	/** An ended run with no open span stands still, though its stream is not over yet. */
	readonly #underWay = $derived.by(
		() => !this.#over && (isOpen(this.#run.state) || this.#spans.some(isOpenSpan)),
	);

	readonly #clock = new ServerClock();
	#connection: Reconnecting | undefined;
	/** A stream begins with everything, so its first log lines take the place of those known so far. */
	#logsAreWhole = false;

	constructor({ run, spans, logs, serverNowMs }: RunSnapshot) {
		this.#run = $state.raw(run);
		this.#spans = $state.raw(spans);
		this.#logs = $state.raw(logs);
		this.#over = $state(!isOpen(run.state) && !spans.some(isOpenSpan));
		this.heardAt(serverNowMs, Date.now());
	}

	get run(): Run {
		return this.#run;
	}

	get spans(): TraceSpan[] {
		return this.#spans;
	}

	get logs(): LogLine[] {
		return this.#logs;
	}

	/** Whether bars grow: something is under way, and the link stands. */
	get growing(): boolean {
		return this.#underWay && this.#frozenMs === null;
	}

	/** The server's time up to which everything is known, in milliseconds since the Unix epoch. */
	get nowMs(): number {
		if (!this.#underWay) return latestMs(this.#spans, this.#logs);
		return this.#frozenMs ?? this.#clock.at(frames.now);
	}

	/** Takes what the page was loaded with anew. Spans only ever become more complete, and a run never reopens. */
	take({ run, spans, serverNowMs }: RunSnapshot): void {
		if (isOpen(untrack(() => this.#run).state)) this.#run = run;
		this.#spans = mergeSpans(
			spans,
			untrack(() => this.#spans),
		);
		this.heardAt(serverNowMs, Date.now());
	}

	/** Tells of a moment that had passed on the server when it was heard here, at `localMs`. */
	heardAt(serverMs: number, localMs: number): void {
		this.#clock.heard(serverMs, localMs);
	}

	/** Follows the run until it is over. Returns the way out. */
	watch(): () => void {
		if (this.#over) return () => {};
		const connection = new Reconnecting({
			open: () => new EventSource(`/api/v1/runs/${this.#run.id}/live`),
			after: (ms, callback) => {
				const timer = setTimeout(callback, ms);
				return () => clearTimeout(timer);
			},
			events: LIVE_EVENTS,
			connected: () => this.#connected(),
			heard: (event, data) => this.#heard(event, data),
			lost: (retryInMs) => this.#lost(retryInMs),
		});
		this.#connection = connection;
		const offline = () => connection.drop();
		addEventListener('offline', offline);
		const leave = addLink(this);
		return () => {
			leave();
			removeEventListener('offline', offline);
			connection.close();
		};
	}

	tryNow(): void {
		this.#connection?.tryNow();
	}

	#connected(): void {
		const again = this.stoppedAt !== null;
		this.#frozenMs = null;
		this.stoppedAt = null;
		this.retryAt = null;
		this.#logsAreWhole = true;
		if (again) linkChanged(this);
	}

	#lost(retryInMs: number): void {
		const first = this.stoppedAt === null;
		const now = Date.now();
		this.#frozenMs ??= this.#clock.at(now);
		this.stoppedAt ??= now;
		this.retryAt = now + retryInMs;
		if (first) linkChanged(this);
	}

	#heard(event: string, data: string): void {
		if (event === 'run') this.#run = readRun(data);
		else if (event === 'spans') this.#learnSpans(readSpans(data));
		else if (event === 'logs') this.#learnLogs(readLogs(data));
		else if (event === 'end') this.#end();
	}

	#learnSpans(changed: TraceSpan[]): void {
		this.#spans = mergeSpans(this.#spans, changed);
		this.heardAt(latestMs(changed, []), Date.now());
	}

	#learnLogs(lines: LogLine[]): void {
		this.#logs = this.#logsAreWhole ? lines : [...this.#logs, ...lines];
		this.#logsAreWhole = false;
		this.heardAt(latestMs([], lines), Date.now());
	}

	#end(): void {
		this.#over = true;
		this.#connection?.close();
	}
}

function isOpenSpan({ endTimeUnixNano }: TraceSpan): boolean {
	return endTimeUnixNano === null;
}
