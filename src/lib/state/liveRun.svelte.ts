import { untrack } from 'svelte';
import type { Run } from '$server/checks/model';
import type { FeedFrame } from '$trace/feed';
import { latestMs, ServerClock } from '$trace/now';
import type { SessionEvent } from '$trace/sessionEvent';
import { epochMs, parseNano } from '$trace/time';
import type { LogLine, TraceSpan } from '$trace/wire';
import { isOpen } from '../words/states';
import { frames } from './frames.svelte';
import { LiveFeed } from './liveFeed.svelte';
import { mergeSpans, RunFrames, type RunContent } from './runContent';

export interface RunSnapshot extends Omit<RunContent, 'events'> {
	events?: SessionEvent[];
	/** The server's time when it took the snapshot, in milliseconds since the Unix epoch. */
	serverNowMs: number;
}

/** Frames that come within this are put on the page together. */
const TOGETHER_MS = 16;

/** One run as it goes on: what the page was rendered with, and what the live feed has told since. */
export class LiveRun {
	#content: RunContent;
	/** The run has ended and its trace is quiet: nothing more will come. */
	#over: boolean;
	/** The server's time at which everything stands still, because the link was lost. */
	#frozenMs: number | null = $state(null);

	/** An ended run with no open span stands still, though its feed is not over yet. */
	readonly #underWay = $derived.by(
		() => !this.#over && (isOpen(this.#content.run.state) || this.#content.spans.some(isOpenSpan)),
	);

	readonly #clock = new ServerClock();
	readonly #feed: LiveFeed;
	readonly #frames = new RunFrames();
	#timer: ReturnType<typeof setTimeout> | undefined;

	constructor({ run, spans, logs, events = [], serverNowMs }: RunSnapshot) {
		this.#content = $state.raw({ run, spans, logs, events });
		this.#over = $state(!isOpen(run.state) && !spans.some(isOpenSpan));
		this.#feed = new LiveFeed({
			session: run.id,
			heard: (frame) => this.#heard(frame),
			changed: (stands) => (this.#frozenMs = stands ? null : this.#clock.at(Date.now())),
		});
		this.heardAt(serverNowMs, Date.now());
	}

	get run(): Run {
		return this.#content.run;
	}

	get spans(): TraceSpan[] {
		return this.#content.spans;
	}

	get logs(): LogLine[] {
		return this.#content.logs;
	}

	/** What the run told of itself, in the order of its times. */
	get events(): SessionEvent[] {
		return this.#content.events;
	}

	/** When the link was lost, and when it is tried again, by the clock here; `null` while it stands. */
	get stoppedAt(): number | null {
		return this.#feed.stoppedAt;
	}

	get retryAt(): number | null {
		return this.#feed.retryAt;
	}

	/** Whether bars grow: something is under way, and the link stands. */
	get growing(): boolean {
		return this.#underWay && this.#frozenMs === null;
	}

	/** The server's time up to which everything is known, in milliseconds since the Unix epoch. */
	get nowMs(): number {
		if (!this.#underWay) return latestMs(this.spans, this.logs);
		return this.#frozenMs ?? this.#clock.at(frames.now);
	}

	/** Takes what the page was loaded with anew. Spans only ever become more complete, and a run never reopens. */
	take({ run, spans, serverNowMs }: RunSnapshot): void {
		const known = untrack(() => this.#content);
		this.#content = {
			...known,
			run: isOpen(known.run.state) ? run : known.run,
			spans: mergeSpans(spans, known.spans),
		};
		this.heardAt(serverNowMs, Date.now());
	}

	/** Tells of a moment that had passed on the server when it was heard here, at `localMs`. */
	heardAt(serverMs: number, localMs: number): void {
		this.#clock.heard(serverMs, localMs);
	}

	/** Follows the run until it is over. Returns the way out. */
	watch(): () => void {
		if (this.#over) return () => {};
		const leave = this.#feed.watch();
		return () => {
			clearTimeout(this.#timer);
			this.#timer = undefined;
			leave();
		};
	}

	tryNow(): void {
		this.#feed.tryNow();
	}

	#heard(frame: FeedFrame<Run>): void {
		// A span whose end was missed would grow for ever.
		if (frame.type === 'dropped') return this.#feed.restart();
		if (frame.type === 'hello') this.heardAt(epochMs(parseNano(frame.timeUnixNano)), Date.now());
		this.#frames.add(frame);
		if (this.#frames.ready) this.#timer ??= setTimeout(() => this.#apply(), TOGETHER_MS);
	}

	#apply(): void {
		this.#timer = undefined;
		// A new beginning may have come in between.
		if (!this.#frames.ready) return;
		const { ended, changed, ...content } = this.#frames.apply(this.#content);
		this.#content = content;
		const spans = changed.flatMap((item) => ('span' in item ? [item.span] : []));
		const logs = changed.flatMap((item) => ('log' in item ? [item.log] : []));
		this.heardAt(latestMs(spans, logs), Date.now());
		this.#over ||= ended;
	}
}

function isOpenSpan({ endTimeUnixNano }: TraceSpan): boolean {
	return endTimeUnixNano === null;
}
