import type { FeedItem } from '$trace/feed';
import { countSessionDrops } from '../../metrics/sessions';
import { untraced } from '../../process/untraced';
import type { SessionBus } from '../bus';
import { Joining } from './joining';
import {
	readInterest,
	readItems,
	readPart,
	runChannel,
	WATCH_CHANNEL,
	writeInterest,
	type Interest,
} from './messages';
import { Notifications } from './notifications';
import { Telling } from './telling';

/** Well under the time after which the others forget a watcher. */
const ANNOUNCE_MS = 2000;

interface Watch {
	readonly runId: string;
	readonly traceId: string;
	readonly listener: (items: FeedItem[]) => void;
}

export interface NeighbourOptions {
	url: string;
	/** A name that no other process on the database has, nor an earlier life of this one. */
	self: string;
	bus: SessionBus;
	partsPerSecond?: number;
}

/** The other processes on the same database: what they tell of the runs that are watched here, and the other way. */
export class Neighbours {
	private readonly watches = new Map<string, Watch>();
	private readonly joining = new Joining();
	private readonly notifications: Notifications;
	private readonly telling: Telling;
	private announcedAtMs = 0;
	private sequence = 0;
	/** Payloads that were not usable: of another version, or not ours. */
	unusable = 0;

	constructor(private readonly options: NeighbourOptions) {
		const { url, ...rest } = options;
		this.notifications = new Notifications(url, {
			heard: (channel, payload) => this.heard(channel, payload),
			connected: () => this.onConnected(),
		});
		this.telling = new Telling({
			...rest,
			send: (channel, payload) => this.notifications.send(channel, payload),
		});
		this.notifications.listen(WATCH_CHANNEL);
	}

	/** How many runs other processes are told of. */
	get told(): number {
		return this.telling.size;
	}

	/** Whether the others are heard now. */
	get connected(): boolean {
		return this.notifications.connected;
	}

	/** To be called every second or so: connects, announces what is watched here, forgets who has gone. @throws what pg says */
	async keep(): Promise<void> {
		await this.notifications.keep();
		this.telling.sweep();
		if (performance.now() - this.announcedAtMs >= ANNOUNCE_MS) this.announce('more');
	}

	watch(runId: string, traceId: string, listener: Watch['listener']): () => void {
		this.sequence += 1;
		const watcher = `${this.options.self} ${this.sequence}`;
		const watch: Watch = { runId, traceId, listener };
		if (!this.isWatched(runId)) this.notifications.listen(runChannel(runId));
		this.watches.set(watcher, watch);
		this.say(watcher, watch, 'replay');
		return () => this.leave(watcher, watch);
	}

	async stop(): Promise<void> {
		this.telling.stop();
		for (const [watcher, watch] of this.watches) this.leave(watcher, watch);
		await this.notifications.stop();
	}

	/** What either side said in between was not heard, whichever of them is back first. */
	private onConnected(): void {
		this.announce('replay');
		untraced(() => this.telling.tellAgain());
	}

	private leave(watcher: string, watch: Watch): void {
		if (!this.watches.delete(watcher)) return;
		this.say(watcher, watch, 'stop');
		if (!this.isWatched(watch.runId)) this.notifications.unlisten(runChannel(watch.runId));
	}

	private isWatched(runId: string): boolean {
		return this.watches.values().some((watch) => watch.runId === runId);
	}

	private announce(wants: Interest['wants']): void {
		this.announcedAtMs = performance.now();
		for (const [watcher, watch] of this.watches) this.say(watcher, watch, wants);
	}

	private say(watcher: string, { runId, traceId }: Watch, wants: Interest['wants']): void {
		const interest = { from: this.options.self, watcher, runId, traceId, wants };
		this.notifications.send(WATCH_CHANNEL, writeInterest(interest));
	}

	private heard(channel: string, payload: string): void {
		try {
			if (channel === WATCH_CHANNEL) this.heardInterest(readInterest(payload));
			else this.heardPart(channel, payload);
		} catch {
			this.ignore(1);
		}
	}

	private heardInterest(interest: Interest): void {
		if (interest.from !== this.options.self) untraced(() => this.telling.heard(interest));
	}

	private heardPart(channel: string, payload: string): void {
		const part = readPart(payload);
		if (part.from === this.options.self || (part.to !== null && !this.watches.has(part.to))) return;
		const body = this.joining.add(part);
		if (body === undefined) return;
		const { items, unusable } = readItems(body);
		this.ignore(unusable);
		for (const [watcher, watch] of this.watches) {
			if (runChannel(watch.runId) !== channel) continue;
			if (part.to === null || part.to === watcher) watch.listener(items);
		}
	}

	private ignore(count: number): void {
		if (count === 0) return;
		this.unusable += count;
		countSessionDrops('unusable', count);
	}
}
