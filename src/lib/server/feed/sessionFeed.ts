import { isDeepStrictEqual } from 'node:util';
import { getTelemetry } from '$telemetry/handle';
import type { LiveEvent } from '$telemetry/live/types';
import { spanItem, type FeedItem } from '$trace/feed';
import type { Trace } from '$trace/wire';
import { TERMINAL_STATES } from '../checks/schema';
import type { Run } from '../checks/model';
import { getRun } from '../checks/runStore';
import { AppError } from '../errors';
import { mergeTrace } from '../observe/mergeTrace';
import { asSource, liveTrace } from '../observe/traces';
import { repeat } from '../process/repeat';
import { watchElsewhere } from '../sessions/elsewhere';
import { sessionEvents, subscribeSessions } from '../sessions/sessionBus';
import { partOwner, readParts } from '../sessions/traceParts';
import { FeedChannel } from './channel';
import { Changes } from './changes';
import { ToldElsewhere } from './toldElsewhere';
import type { Feed } from './feeds';
import { ownTraffic } from './ownTraffic';

const LOOK_MS = 100;
/** How often the database is asked; at once when a step of the run begins or ends in this process. */
const POLL_MS = 500;
const STEP = /^(step|workflow) /;
/** How long the last spans of an ended run may take to be kept by the process that executed it. */
const GRACE_MS = 3000;
/** A trace that does not become quiet, for somebody keeps adding to it, is left after so long. */
const MOST_GRACE_MS = 10_000;
const TERMINAL = new Set<string>(TERMINAL_STATES);

/**
 * Tells of one run while it happens, until it has ended and its trace is quiet. The run may be executed by another
 * process: its state is read from the database, and its spans from what that one tells and keeps.
 * @throws AppError NOT_FOUND
 */
export async function sessionFeed(name: string, runId: string): Promise<Feed> {
	const feed = new SessionFeed(name, await getRun(runId));
	await feed.begin();
	return feed;
}

class SessionFeed implements Feed {
	readonly channel: FeedChannel;
	readonly #stopping = new AbortController();
	readonly #changes: Changes;
	readonly #elsewhere = new ToldElsewhere();
	/** Up to when other processes' parts were read. */
	#partsUntil = new Date(0);
	/** Whether the workflow's own span was seen to end: then everything of the run has. */
	#executed = false;
	#ended = false;
	#polledAtMs = 0;
	#terminalSinceMs: number | null = null;
	#ways: ((() => void) | undefined)[] = [];
	#run: Run;

	constructor(name: string, run: Run) {
		this.channel = new FeedChannel(name);
		this.#run = run;
		this.#changes = new Changes((items, lost) => this.#happened(items, lost));
	}

	/** Nothing is listened to before the kept parts have been read: that may fail. */
	async begin(): Promise<void> {
		const { id, traceId } = this.#run;
		await this.#readParts();
		this.#ways = [
			getTelemetry()?.live.subscribeTrace(traceId, (event) => this.#onLive(event)),
			subscribeSessions((event) => this.#changes.emitted(event), id),
			watchElsewhere(id, traceId, (items) => this.#tell(this.#elsewhere.learn(items))),
		];
		this.#executed = [...liveTrace(traceId).spans, ...this.#elsewhere.trace.spans].some(isEndedWorkflow);
		const { signal } = this.#stopping;
		void repeat({ name: 'watch a run', everyMs: LOOK_MS, signal }, () => this.#pollIfDue());
	}

	/** All that is known, the run itself first. */
	snapshot(): FeedItem<Run>[] {
		const { id, traceId } = this.#run;
		const own = { ...liveTrace(traceId), events: sessionEvents(id) };
		return [
			{ type: 'run', run: this.#run },
			...itemsOf(mergeTrace(traceId, [own, this.#elsewhere.trace])),
			...(this.#ended ? [{ type: 'end' as const }] : []),
		];
	}

	flush(): void {
		this.#changes.flush();
	}

	stop(): void {
		this.#stopping.abort();
		this.#changes.stop();
		for (const leave of this.#ways) leave?.();
		this.#ways = [];
	}

	#onLive(event: LiveEvent): void {
		this.#changes.happened(event);
	}

	#happened(items: FeedItem[], lost: number): void {
		const told = items.filter((item) => !ownTraffic.has(item));
		if (told.some(isOfStep)) this.#polledAtMs = 0;
		this.#tell(told, lost);
	}

	#tell(items: FeedItem[], lost = 0): void {
		if (this.#stopping.signal.aborted) return;
		this.#executed ||= items.some((item) => item.type === 'span.end' && isEndedWorkflow(item.span));
		this.channel.publish(items, lost);
	}

	async #pollIfDue(): Promise<void> {
		if (performance.now() - this.#polledAtMs < POLL_MS) return;
		this.#polledAtMs = performance.now();
		const run = await runIfAny(this.#run.id);
		if (run === null) return this.#end();
		if (!isDeepStrictEqual(run, this.#run)) this.#tell([{ type: 'run', run }]);
		this.#run = run;
		this.#tell(await this.#readParts());
		if (TERMINAL.has(run.state)) this.#terminalSinceMs ??= performance.now();
		if (this.#isOver()) this.#end();
	}

	/** What other processes, and former lives of this one, have kept since the last look. */
	async #readParts(): Promise<FeedItem[]> {
		const parts = await readParts(this.#run.traceId, this.#partsUntil);
		this.#partsUntil = parts.at(-1)?.updatedAt ?? this.#partsUntil;
		const foreign = parts.filter(({ instanceId }) => instanceId !== partOwner()).map(asSource);
		return this.#elsewhere.learn(foreign.flatMap(itemsOf));
	}

	#isOver(): boolean {
		if (this.#terminalSinceMs === null || this.#changes.pending) return false;
		const graceMs = performance.now() - this.#terminalSinceMs;
		if (graceMs > MOST_GRACE_MS) return true;
		const open = getTelemetry()?.live.openCount(this.#run.traceId) ?? 0;
		return open === 0 && (this.#executed || graceMs > GRACE_MS);
	}

	#end(): void {
		this.flush();
		this.#tell([{ type: 'end' }]);
		this.#ended = true;
		this.stop();
	}
}

function itemsOf({ spans, logs, events }: Trace): FeedItem<Run>[] {
	return [
		...spans.map(spanItem),
		...logs.map((log) => ({ type: 'log' as const, log })),
		...events.map((event) => ({ type: 'session.event' as const, event })),
	];
}

function isOfStep(item: FeedItem): boolean {
	return (item.type === 'span.start' || item.type === 'span.end') && STEP.test(item.span.name);
}

function isEndedWorkflow({ name, endTimeUnixNano, attributes }: Parameters<typeof spanItem>[0]): boolean {
	return (
		name === 'workflow runCheck' && endTimeUnixNano !== null && attributes['glasshouse.span.lost'] !== true
	);
}

async function runIfAny(runId: string): Promise<Run | null> {
	try {
		return await getRun(runId);
	} catch (error) {
		if (error instanceof AppError && error.code === 'NOT_FOUND') return null;
		throw error;
	}
}
