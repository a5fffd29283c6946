import type { Run } from '$server/checks/model';
import type { FeedFrame } from '$trace/feed';
import { logMatches, logQuery, type LogFilter } from '$trace/logFilter';
import type { LogLine } from '$trace/wire';
import { LiveFeed } from './liveFeed.svelte';
import { LogTail, type TailLine } from './logTail';

export interface LogsSnapshot {
	filter: LogFilter;
	lines: LogLine[];
	/** Where the feed goes on behind the lines. */
	cursor: string;
}

type Shown = Pick<LogTail, 'lines' | 'paused' | 'waitingCount'>;

/** Lines that come within this are put on the page together. */
const TOGETHER_MS = 100;

/** The end of this process' log as it grows, narrowed to a filter. */
export class LiveLogs {
	readonly feed: LiveFeed;
	readonly #tail = new LogTail();
	/** The tail as it was when it was last put on the page. */
	#shown: Shown;
	/** How many lines were told faster than they could be sent here. */
	missed = $state(0);
	#filter: LogFilter;
	#arrived: { line: LogLine; cursor: string }[] = [];
	#timer: ReturnType<typeof setTimeout> | undefined;

	/** @param askAgain is called where the feed could not go on, and lines may be missing */
	constructor({ filter, lines, cursor }: LogsSnapshot, askAgain: () => void) {
		this.#filter = filter;
		this.#tail.seed(lines, cursor, false);
		this.#shown = $state.raw(shownOf(this.#tail));
		this.feed = new LiveFeed({
			only: 'log',
			cursor,
			heard: (frame) => {
				if (frame.type === 'hello' && !frame.resumed) askAgain();
				this.#heard(frame);
			},
		});
	}

	/** Oldest first. */
	get lines(): readonly TailLine[] {
		return this.#shown.lines;
	}

	get paused(): boolean {
		return this.#shown.paused;
	}

	/** How many lines came while it was paused. */
	get waitingCount(): number {
		return this.#shown.waitingCount;
	}

	/** Takes what the page was loaded with anew: for another filter, or to fill a gap. */
	take({ filter, lines, cursor }: LogsSnapshot): void {
		this.#settle();
		const isSame = logQuery(filter) === logQuery(this.#filter);
		this.#filter = filter;
		this.#tail.seed(lines, cursor, isSame);
		this.#shown = shownOf(this.#tail);
	}

	/** Follows the log from now on. Returns the way out. */
	watch(): () => void {
		const leave = this.feed.watch();
		return () => {
			clearTimeout(this.#timer);
			leave();
		};
	}

	pause(): void {
		if (this.#tail.paused) return;
		this.#settle();
		this.#tail.pause();
		this.#shown = shownOf(this.#tail);
	}

	resume(): void {
		this.#settle();
		this.#tail.resume();
		this.#shown = shownOf(this.#tail);
	}

	#heard(frame: FeedFrame<Run>): void {
		if (frame.type === 'dropped') this.missed += frame.count;
		if (frame.type !== 'log' || !logMatches(frame.log, this.#filter)) return;
		this.#arrived.push({ line: frame.log, cursor: frame.cursor });
		this.#timer ??= setTimeout(() => {
			this.#settle();
			this.#shown = shownOf(this.#tail);
		}, TOGETHER_MS);
	}

	/** Puts what has arrived where it belongs. */
	#settle(): void {
		clearTimeout(this.#timer);
		this.#timer = undefined;
		this.#tail.add(this.#arrived);
		this.#arrived = [];
	}
}

function shownOf({ lines, paused, waitingCount }: LogTail): Shown {
	return { lines, paused, waitingCount };
}
