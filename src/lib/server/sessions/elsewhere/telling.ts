import { getTelemetry } from '$telemetry/handle';
import { spanItem, type FeedItem } from '$trace/feed';
import { Changes } from '../../feed/changes';
import type { SessionBus } from '../bus';
import { isHealth } from '../health';
import { RateLimit } from '../rateLimit';
import { runChannel, writeParts, type Interest } from './messages';

/** A watcher that has not said so for so long has gone without a word. */
export const FORGET_MS = 7000;
/** Runs that are watched by others at once; beyond, nobody is told of more. */
const MOST_RUNS = 500;
const MOST_WATCHERS = 100;
/** Of spans and of log lines: the newest of what is held. More of an ended step is kept with the run. */
const MOST_REPLAYED = 2000;
const ITEMS_OF_MESSAGE = 200;
const PARTS_PER_SECOND = 200;

interface WatchedRun {
	readonly traceId: string;
	/** When each was last heard of, `performance.now`. */
	readonly watchers: Map<string, number>;
	stop(): void;
}

export interface TellingOptions {
	/** This process' name. */
	self: string;
	bus: SessionBus;
	/** @returns whether it is on its way */
	send(channel: string, payload: string): boolean;
	partsPerSecond?: number;
}

/** Tells other processes of the runs that are watched there: what is held here at once, then what happens. */
export class Telling {
	private readonly runs = new Map<string, WatchedRun>();
	private readonly rate: RateLimit;
	private messages = 0;

	constructor(private readonly options: TellingOptions) {
		this.rate = new RateLimit(options.partsPerSecond ?? PARTS_PER_SECOND);
	}

	/** How many runs are told of now. */
	get size(): number {
		return this.runs.size;
	}

	heard({ watcher, runId, traceId, wants }: Interest): void {
		if (wants === 'stop') return this.forget(runId, watcher);
		const run = this.runs.get(runId) ?? this.begin(runId, traceId);
		if (run === undefined) return;
		const isNew = !run.watchers.has(watcher);
		if (isNew && run.watchers.size >= MOST_WATCHERS) return;
		run.watchers.set(watcher, performance.now());
		if (isNew || wants === 'replay') this.tell(runId, held(this.options.bus, runId, traceId), watcher);
	}

	/** Tells every watcher anew what is held: some of it was lost with a connection. */
	tellAgain(): void {
		for (const [runId, { traceId }] of this.runs)
			this.tell(runId, held(this.options.bus, runId, traceId), null);
	}

	/** Lets those go that have not been heard of for long. */
	sweep(nowMs = performance.now()): void {
		for (const [runId, { watchers }] of this.runs) {
			for (const [watcher, atMs] of watchers) if (nowMs - atMs > FORGET_MS) this.forget(runId, watcher);
		}
	}

	stop(): void {
		for (const run of this.runs.values()) run.stop();
		this.runs.clear();
	}

	private begin(runId: string, traceId: string): WatchedRun | undefined {
		if (this.runs.size >= MOST_RUNS) return undefined;
		const changes = new Changes((items, lost) => {
			if (lost > 0) this.lose(runId, lost);
			this.tell(runId, items, null);
		});
		const ways = [
			this.options.bus.subscribe((event) => changes.emitted(event), runId),
			getTelemetry()?.live.subscribeTrace(traceId, (event) => changes.happened(event)),
			() => changes.stop(),
		];
		const stop = () => ways.forEach((leave) => leave?.());
		const run = { traceId, watchers: new Map<string, number>(), stop };
		this.runs.set(runId, run);
		return run;
	}

	private forget(runId: string, watcher: string): void {
		const run = this.runs.get(runId);
		run?.watchers.delete(watcher);
		if (run === undefined || run.watchers.size > 0) return;
		run.stop();
		this.runs.delete(runId);
	}

	/** @param to one watcher, or all of them */
	private tell(runId: string, items: readonly FeedItem[], to: string | null): void {
		for (let at = 0; at < items.length; at += ITEMS_OF_MESSAGE) {
			const some = items.slice(at, at + ITEMS_OF_MESSAGE);
			if (!this.sendAll(runId, some, to)) this.tellHealthAlone(runId, some, to);
		}
	}

	/** What says that something was lost is not lost with it: there is one a second at most. */
	private tellHealthAlone(runId: string, items: readonly FeedItem[], to: string | null): void {
		const health = items.filter(isHealthItem);
		const lost = items.length - health.length;
		if (lost > 0) this.lose(runId, lost);
		if (health.length > 0 && !this.sendAll(runId, health, to, false)) this.lose(runId, health.length, false);
	}

	private sendAll(runId: string, items: readonly FeedItem[], to: string | null, limited = true): boolean {
		this.messages += 1;
		const parts = writeParts(items, { from: this.options.self, to, message: this.messages });
		const nowMs = performance.now();
		if (parts === null || (limited && !parts.every(() => this.rate.pass(nowMs)))) return false;
		return parts.every((part) => this.options.send(runChannel(runId), part));
	}

	/** @param worthTelling unless it was a health event alone: the next one would be lost as well */
	private lose(runId: string, count: number, worthTelling = true): void {
		this.options.bus.countDropped(runId, 'elsewhere', count, worthTelling);
	}
}

function isHealthItem(item: FeedItem): boolean {
	return item.type === 'session.event' && isHealth(item.event);
}

function held(bus: SessionBus, runId: string, traceId: string): FeedItem[] {
	const live = getTelemetry()?.live;
	return [
		...(live?.trace(traceId) ?? []).slice(-MOST_REPLAYED).map(spanItem),
		...(live?.logs(traceId) ?? []).slice(-MOST_REPLAYED).map((log) => ({ type: 'log' as const, log })),
		...bus.events(runId).map((event) => ({ type: 'session.event' as const, event })),
	];
}
