import type { SessionData, SessionEvent } from '$trace/sessionEvent';
import { RateLimit } from './rateLimit';

/** Events of one session that are held; the newest stay. */
export const MOST_EVENTS = 500;
export const MOST_PER_SECOND = 100;
/** Session spans open at once; the oldest is closed for another. */
export const MOST_OPEN = 100;
/** Types that are limited apart; all further ones share one limit. */
const MOST_TYPES = 100;
const OTHERS = '';

/**
 * Why something of a session is missing: more than 100 a second of one type; no longer held here; a subscriber that
 * was too slow or failed; values left out of an event; what could not be told to other processes.
 */
export const DROP_REASONS = ['rate', 'ring', 'subscriber', 'size', 'elsewhere'] as const;
export type DropReason = (typeof DROP_REASONS)[number];
export type Drops = Record<DropReason, number>;

export interface OpenSpan {
	readonly id: string;
	readonly type: string;
	/** `performance.now` */
	readonly startMs: number;
	readonly data: SessionData;
	readonly parentId: string | null;
	readonly traceId: string | null;
	readonly spanId: string | null;
}

/** What is held of one run's session in this process. */
export class Session {
	readonly events: SessionEvent[] = [];
	readonly open = new Map<string, OpenSpan>();
	/** Ends whose turn has not come: they wait rather than being dropped, lest their bars stay open. */
	readonly waiting: SessionEvent[] = [];
	readonly dropped = noDrops();
	/** The part of `dropped` that a health event has told. */
	readonly told = noDrops();
	/** Whether something was dropped that is worth a health event. */
	unhealthy = false;
	toldAtMs = -Infinity;
	/** Of the last event that was emitted in a trace. */
	traceId: string | null = null;
	activeAtMs = 0;
	/** The run has ended here. */
	ended = false;
	timer: NodeJS.Timeout | undefined;
	private readonly rates = new Map<string, RateLimit>();

	constructor(readonly runId: string) {}

	/** Whether another event of a type may pass now. */
	passes(type: string, nowMs: number): boolean {
		const key = this.rates.has(type) || this.rates.size < MOST_TYPES ? type : OTHERS;
		let rate = this.rates.get(key);
		if (rate === undefined) this.rates.set(key, (rate = new RateLimit(MOST_PER_SECOND)));
		return rate.pass(nowMs);
	}

	/** @returns whether an older one had to go for it */
	keep(event: SessionEvent): boolean {
		this.events.push(event);
		if (this.events.length <= MOST_EVENTS) return false;
		this.events.shift();
		this.dropped.ring += 1;
		return true;
	}
}

function noDrops(): Drops {
	return { rate: 0, ring: 0, subscriber: 0, size: 0, elsewhere: 0 };
}
