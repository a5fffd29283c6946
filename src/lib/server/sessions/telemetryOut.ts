import { diag } from '@opentelemetry/api';
import type { SessionEvent } from '$trace/sessionEvent';
import { typeFilter } from '../../sessions/typeFilter';
import { untraced } from '../process/untraced';
import { RateLimit } from './rateLimit';
import type { SessionBus } from './bus';
import { isHealth } from './health';
import { sessionBus } from './sessionBus';

const MOST_QUEUED = 128;

export interface OutOptions {
	/** One at a time and in order; what it throws, or never settles, harms nobody else. */
	deliver(event: SessionEvent): unknown;
	/** Prefix globs, such as `step.*`; all unless given. */
	types?: readonly string[];
	/** Of one run only; what is held of it is delivered first. */
	runId?: string;
	/** Without a bound unless given. */
	maxEventsPerSec?: number;
}

/** What a branch did not deliver, by the reason. */
export interface OutDrops {
	/** Over `maxEventsPerSec`. */
	rate: number;
	/** The oldest of a full queue. */
	queue: number;
	/** `deliver` failed. */
	failed: number;
}

export interface Out {
	readonly dropped: Readonly<OutDrops>;
	/** Ends it; what is still queued is not delivered. */
	stop(): void;
}

/**
 * A side branch of the session bus, which ends in `deliver`: for a webhook, a file, another system. It has a queue of
 * 128 of its own; whatever it loses is counted here and told as `subscriber` in the session's health.
 */
export function telemetryOut(options: OutOptions, bus: SessionBus = sessionBus()): Out {
	const branch = new Branch(options, bus);
	const unsubscribe = bus.subscribe((event) => branch.offer(event), options.runId);
	for (const event of options.runId === undefined ? [] : bus.events(options.runId)) branch.offer(event);
	return {
		dropped: branch.dropped,
		stop: () => {
			unsubscribe();
			branch.stop();
		},
	};
}

class Branch {
	readonly dropped: OutDrops = { rate: 0, queue: 0, failed: 0 };
	private queue: SessionEvent[] = [];
	private delivering = false;
	private stopped = false;
	private readonly wanted: (type: string) => boolean;
	private readonly rate: RateLimit | undefined;

	constructor(
		private readonly options: OutOptions,
		private readonly bus: SessionBus,
	) {
		const { types, maxEventsPerSec } = options;
		this.wanted = typeFilter(types);
		this.rate = maxEventsPerSec === undefined ? undefined : new RateLimit(maxEventsPerSec);
	}

	offer(event: SessionEvent): void {
		if (this.stopped || !this.wanted(event.type)) return;
		if (this.rate?.pass(performance.now()) === false) return this.lose(event, 'rate');
		this.queue.push(event);
		if (this.queue.length > MOST_QUEUED) this.lose(this.queue.shift(), 'queue');
		if (!this.delivering) void untraced(() => this.deliverAll());
	}

	stop(): void {
		this.stopped = true;
		this.queue = [];
	}

	/** Begins in a later turn, and in no trace: whoever emits neither runs `deliver` nor shows what it does. */
	private async deliverAll(): Promise<void> {
		this.delivering = true;
		await Promise.resolve();
		for (let event = this.queue.shift(); event !== undefined; event = this.queue.shift()) {
			await this.deliverOne(event);
		}
		this.delivering = false;
	}

	private async deliverOne(event: SessionEvent): Promise<void> {
		try {
			await this.options.deliver(event);
		} catch (error) {
			diag.debug('A session event could not be delivered', error);
			this.lose(event, 'failed');
		}
	}

	/** A health event that is lost is counted, but brings about no other: that would never end. */
	private lose(event: SessionEvent | undefined, reason: keyof OutDrops): void {
		this.dropped[reason] += 1;
		if (event !== undefined) this.bus.countDropped(event.sessionId, 'subscriber', 1, !isHealth(event));
	}
}
