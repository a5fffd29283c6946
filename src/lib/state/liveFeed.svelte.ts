import type { Run } from '$server/checks/model';
import type { FeedFrame } from '$trace/feed';
import { openFeed, preferredTransport, preferTransport, type FollowedFeed } from './feedConnection';
import { FeedLink } from './feedLink';
import { addLink, linkChanged } from './links';
import { signedOut } from './signedOut.svelte';

interface LiveFeedOptions extends FollowedFeed {
	/** Goes on behind this; empty to begin anew. */
	cursor?: string;
	heard(frame: FeedFrame<Run>): void;
	/** The link is lost, or stands again. */
	changed?(stands: boolean): void;
}

/** The live feed as a page follows it, and whether it does. */
export class LiveFeed {
	/** When the link was lost, and when it is tried again, by the clock here; `null` while it stands. */
	stoppedAt: number | null = $state(null);
	retryAt: number | null = $state(null);
	readonly #options: LiveFeedOptions;
	#link: FeedLink | undefined;

	constructor(options: LiveFeedOptions) {
		this.#options = options;
	}

	/** Follows it from now on. Returns the way out. */
	watch(): () => void {
		const { session, only, cursor = '', heard } = this.#options;
		const followed = { ...(session && { session }), ...(only && { only }) };
		const link = new FeedLink({
			open: (transport, from) => openFeed(followed, transport, from),
			prefers: preferredTransport(),
			cursor,
			after: (ms, callback) => {
				const timer = setTimeout(callback, ms);
				return () => clearTimeout(timer);
			},
			connected: (transport) => {
				preferTransport(transport);
				this.#connected();
			},
			heard: (frame) => {
				if (frame.type === 'access.end') signedOut.told = true;
				heard(frame);
			},
			lost: (retryInMs) => this.#lost(retryInMs),
		});
		this.#link = link;
		const offline = () => link.drop();
		addEventListener('offline', offline);
		const leave = addLink(this);
		return () => {
			leave();
			removeEventListener('offline', offline);
			link.close();
		};
	}

	tryNow(): void {
		this.#link?.tryNow();
	}

	/** Begins anew: what was missed is too much to go on. */
	restart(): void {
		this.#link?.restart();
	}

	#connected(): void {
		const again = this.stoppedAt !== null;
		signedOut.told = false;
		this.stoppedAt = null;
		this.retryAt = null;
		this.#options.changed?.(true);
		if (again) linkChanged(this);
	}

	#lost(retryInMs: number): void {
		const first = this.stoppedAt === null;
		const now = Date.now();
		this.stoppedAt ??= now;
		this.retryAt = now + retryInMs;
		if (first) this.#options.changed?.(false);
		if (first) linkChanged(this);
	}
}
