import { bytesOf } from './logRecord';
import { Ring } from './ring';
import type { LiveLog } from './types';

/** The newest log lines, and those of a trace without a look at all others: every run of a check asks for its own. */
export class HeldLines {
	private readonly ring: Ring<LiveLog>;
	/** Of each trace that has any, oldest first. */
	private readonly byTrace = new Map<string, LiveLog[]>();

	/** @param mostBytes of all of them, as {@link bytesOf} has it */
	constructor(capacity: number, mostBytes: number) {
		this.ring = new Ring(capacity, mostBytes, bytesOf, (line) => this.forget(line));
	}

	/** How many had to go. */
	get overwritten(): number {
		return this.ring.overwritten;
	}

	push(line: LiveLog): void {
		this.ring.push(line);
		if (line.traceId === null) return;
		const known = this.byTrace.get(line.traceId);
		if (known === undefined) this.byTrace.set(line.traceId, [line]);
		else known.push(line);
	}

	/** Oldest first. */
	toArray(): LiveLog[] {
		return this.ring.toArray();
	}

	/** Those of one trace, oldest first. */
	of(traceId: string): LiveLog[] {
		return [...(this.byTrace.get(traceId) ?? [])];
	}

	/** The oldest of all is the oldest of its trace. */
	private forget({ traceId }: LiveLog): void {
		if (traceId === null) return;
		const known = this.byTrace.get(traceId);
		known?.shift();
		if (known?.length === 0) this.byTrace.delete(traceId);
	}
}
