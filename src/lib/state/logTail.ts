import { isBehind } from '$trace/feed';
import { parseNano } from '$trace/time';
import type { LogLine } from '$trace/wire';

export interface TailLine {
	/** Unique on the page. */
	readonly key: number;
	/** Where the feed was behind it; empty for one that came with the page. */
	readonly cursor: string;
	readonly line: LogLine;
}

/** So many lines are kept on the page, and so many more while it is paused. */
export const MOST_LINES = 2_000;

/** The end of a log: the newest lines, oldest first, and those that came while nobody wanted to see them move. */
export class LogTail {
	#lines: TailLine[] = [];
	#waiting: TailLine[] = [];
	#count = 0;
	#paused = false;
	/** How many lines came while it was paused, kept or not. */
	waitingCount = 0;

	constructor(private readonly most = MOST_LINES) {}

	get lines(): readonly TailLine[] {
		return this.#lines;
	}

	get paused(): boolean {
		return this.#paused;
	}

	/**
	 * Takes the lines that the server gave, up to a cursor; what the feed told beyond it stays.
	 * @param keepsOlder older lines stay too, because it is the same log as before
	 */
	seed(lines: readonly LogLine[], cursor: string, keepsOlder: boolean): void {
		const known = [...this.#lines, ...this.#waiting];
		const beyond = known.filter((held) => isBehind(held.cursor, cursor));
		const first = lines[0];
		const older = keepsOlder && first !== undefined ? known.filter(({ line }) => isOlder(line, first)) : [];
		this.#lines = [...older, ...lines.map((line) => this.#tailLine(line, '')), ...beyond].slice(-this.most);
		this.#forgetWaiting();
	}

	/** Takes what the feed told. */
	add(lines: readonly { line: LogLine; cursor: string }[]): void {
		const added = lines.map(({ line, cursor }) => this.#tailLine(line, cursor));
		if (!this.#paused) {
			this.#lines = [...this.#lines, ...added].slice(-this.most);
			return;
		}
		this.#waiting = [...this.#waiting, ...added].slice(-this.most);
		this.waitingCount += added.length;
	}

	pause(): void {
		this.#paused = true;
	}

	/** Shows what came meanwhile. */
	resume(): void {
		this.#lines = [...this.#lines, ...this.#waiting].slice(-this.most);
		this.#forgetWaiting();
	}

	#forgetWaiting(): void {
		this.#waiting = [];
		this.waitingCount = 0;
		this.#paused = false;
	}

	#tailLine(line: LogLine, cursor: string): TailLine {
		return { key: ++this.#count, cursor, line };
	}
}

function isOlder(line: LogLine, than: LogLine): boolean {
	return parseNano(line.timeUnixNano) < parseNano(than.timeUnixNano);
}
