import { readCursor, type FeedItem } from '$trace/feed';
import { incarnation, perProcess } from '../process/perProcess';
import { untraced } from '../process/untraced';
import type { FeedChannel } from './channel';
import { everythingFeed, logFeed } from './everythingFeed';
import { FeedReader } from './reader';
import { sessionFeed } from './sessionFeed';

/** Something that is told live, for as long as anybody listens. */
export interface Feed {
	readonly channel: FeedChannel;
	/** Tells at once what waits to be told. */
	flush(): void;
	/** All that is known now; empty where the feed has no beginning. */
	snapshot(): FeedItem[];
	stop(): void;
}

/** Which feed is meant, and where it is to go on. */
export interface FeedChoice {
	/** The run to be told of; without it everything. */
	session?: string | undefined;
	/** Only log lines, of everything. */
	only?: 'log' | undefined;
	cursor?: string | undefined;
}

/** A reader who has lost the link comes back within this; until then the feed goes on. */
const LINGER_MS = 20_000;
/** Feeds that nobody listens to, kept for those who may come back. */
const MOST_LINGERING = 20;

export interface Joined {
	reader: FeedReader;
	feed: Feed;
	/** Must be called; a second time does nothing. */
	leave: () => void;
}

interface Kept {
	feed: Promise<Feed>;
	readers: number;
	linger: NodeJS.Timeout | undefined;
}

class Feeds {
	readonly #kept = new Map<string, Kept>();
	#count = 0;

	/** Begins the feed where nobody listens to it yet. @throws AppError NOT_FOUND for a run that there is not */
	async join(choice: FeedChoice): Promise<Joined> {
		const { key, kept } = this.#enter(choice);
		const feed = await kept.feed.catch((error: unknown) => {
			this.#forget(key, kept);
			throw error;
		});
		return { reader: readerOf(feed, choice), feed, leave: once(() => this.#leave(key, kept)) };
	}

	/** Ends all of them, as the process is about to stop. */
	stop(): void {
		for (const [key, kept] of [...this.#kept]) this.#forget(key, kept);
	}

	#enter({ session, only }: FeedChoice): { key: string; kept: Kept } {
		const key = session ?? only ?? 'everything';
		const kept = this.#kept.get(key) ?? { feed: this.#begin(session, only), readers: 0, linger: undefined };
		kept.readers += 1;
		clearTimeout(kept.linger);
		kept.linger = undefined;
		this.#kept.set(key, kept);
		return { key, kept };
	}

	/** Whoever asks first has nothing to do with what is told to all. */
	#begin(session: string | undefined, only: 'log' | undefined): Promise<Feed> {
		const name = `${incarnation().slice(0, 13)}-${(++this.#count).toString(36)}`;
		return untraced(async () => {
			if (session !== undefined) return sessionFeed(name, session);
			return only === 'log' ? logFeed(name) : everythingFeed(name);
		});
	}

	#leave(key: string, kept: Kept): void {
		kept.readers -= 1;
		if (kept.readers > 0) return;
		kept.linger = untraced(() => setTimeout(() => this.#forget(key, kept), LINGER_MS)).unref();
		const lingering = [...this.#kept].filter(([, { readers }]) => readers === 0);
		const [oldest] = lingering.length > MOST_LINGERING ? lingering : [];
		if (oldest !== undefined) this.#forget(...oldest);
	}

	#forget(key: string, kept: Kept): void {
		if (this.#kept.get(key) === kept) this.#kept.delete(key);
		clearTimeout(kept.linger);
		void kept.feed.then(
			(feed) => feed.stop(),
			() => undefined,
		);
	}
}

export const feeds = perProcess('feeds', () => new Feeds());

/** In one turn: nothing is told twice, and nothing is lost between what is known and what is told from then on. */
function readerOf(feed: Feed, choice: FeedChoice): FeedReader {
	feed.flush();
	const resumeBehind = placeIn(feed.channel, choice);
	const snapshot = resumeBehind === undefined ? feed.snapshot() : [];
	return new FeedReader(feed.channel, { session: choice.session ?? null, resumeBehind, snapshot });
}

/**
 * The place behind which a reader goes on, if its cursor is of this feed. What a session lost since then is in the
 * snapshot; of everything there is none, so what is lost is counted.
 */
function placeIn(channel: FeedChannel, { cursor = '', session }: FeedChoice): number | undefined {
	const place = readCursor(cursor);
	if (place === null || place.feed !== channel.name || place.sequence > channel.latest) return undefined;
	if (session !== undefined && place.sequence + 1 < channel.oldest) return undefined;
	return place.sequence;
}

function once(fn: () => void): () => void {
	let called = false;
	return () => {
		if (called) return;
		called = true;
		fn();
	};
}
