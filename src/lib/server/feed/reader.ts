import type { FeedFrame, FeedItem } from '$trace/feed';
import type { FeedChannel } from './channel';

/** A frame that is on its way to a client. */
export interface Outgoing {
	/** What the client goes on from when it has this one; `undefined` where that does not change. */
	cursor: string | undefined;
	/** JSON. */
	text: string;
}

export interface Beginning {
	session: string | null;
	/** Goes on behind this place; `undefined` where the place that was asked for is not known here. */
	resumeBehind: number | undefined;
	/** All that is known, told first where it does not go on; empty where it begins with what happens from now on. */
	snapshot: FeedItem[];
}

/** One client's way through a channel: hello, all that is known, and then whatever is told. */
export class FeedReader {
	readonly #channel: FeedChannel;
	#place: number;
	#begin: Outgoing | undefined;
	readonly #snapshot: FeedItem[];
	#snapshotAt = 0;
	#done = false;
	/** How many frames this reader has lost since that was last asked. */
	#lost = 0;

	constructor(channel: FeedChannel, { session, resumeBehind, snapshot }: Beginning) {
		this.#channel = channel;
		this.#place = resumeBehind ?? channel.latest;
		this.#snapshot = resumeBehind === undefined ? snapshot : [];
		const cursor = this.#snapshot.length > 0 ? '' : channel.cursorAt(this.#place);
		this.#begin = outgoing(
			{ type: 'hello', cursor, session, resumed: resumeBehind !== undefined, timeUnixNano: now() },
			cursor,
		);
	}

	/** The end of a session has been handed out: nothing comes any more. */
	get done(): boolean {
		return this.#done;
	}

	/** The next frame, if there is one by now. */
	next(): Outgoing | undefined {
		const begin = this.#begin;
		this.#begin = undefined;
		return begin ?? this.#nextKnown() ?? this.#nextTold();
	}

	/** How many frames were lost since this was last asked. */
	takeLost(): number {
		const lost = this.#lost;
		this.#lost = 0;
		return lost;
	}

	/** Nobody can go on from the middle of what is known: only its last frame has a cursor. */
	#nextKnown(): Outgoing | undefined {
		const item = this.#snapshot[this.#snapshotAt];
		if (item === undefined) return undefined;
		this.#snapshotAt += 1;
		const isLast = this.#snapshotAt === this.#snapshot.length;
		if (isLast) this.#snapshot.length = 0;
		if (item.type === 'end') this.#done = true;
		const cursor = isLast ? this.#channel.cursorAt(this.#place) : '';
		return outgoing({ ...item, cursor }, cursor);
	}

	#nextTold(): Outgoing | undefined {
		if (this.#done) return undefined;
		const told = this.#channel.behind(this.#place);
		const upTo = told === undefined ? this.#channel.latest : told.sequence - 1;
		if (upTo > this.#place) return this.#drop(upTo);
		if (told === undefined) return undefined;
		this.#place = told.sequence;
		if (told.isEnd) this.#done = true;
		return told;
	}

	#drop(upTo: number): Outgoing {
		const count = upTo - this.#place;
		this.#place = upTo;
		this.#lost += count;
		return outgoing({ type: 'dropped', count }, undefined);
	}
}

function outgoing(frame: FeedFrame, cursor: string | undefined): Outgoing {
	return { cursor, text: JSON.stringify(frame) };
}

function now(): string {
	return `${Date.now()}000000`;
}
