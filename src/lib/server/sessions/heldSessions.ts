import type { SessionEvent } from '$trace/sessionEvent';
import { countSessionDrops } from '../metrics/sessions';
import { untraced } from '../process/untraced';
import { Session } from './session';

export interface HeldBounds {
	sessions: number;
	/** Events of all sessions together. */
	events: number;
	/** How long a session is held after its run has ended, and one in which nothing happens any more. */
	endedMs: number;
	idleMs: number;
}

export const HELD_BOUNDS: HeldBounds = {
	sessions: 2000,
	events: 20_000,
	endedMs: 5 * 60_000,
	idleMs: 60 * 60_000,
};

const SWEEP_MS = 30_000;

/** The sessions that this process holds: those of runs under way, and of runs that ended lately. */
export class HeldSessions {
	/** Those that began first come first. */
	private readonly sessions = new Map<string, Session>();
	private readonly byOpenId = new Map<string, Session>();
	private eventCount = 0;
	private sweeping: NodeJS.Timeout | undefined;

	constructor(private readonly bounds: HeldBounds = HELD_BOUNDS) {}

	/** The session of a run, which begins with the first thing that is told of it. */
	of(runId: string): Session {
		const known = this.sessions.get(runId);
		if (known !== undefined) return known;
		if (this.sessions.size >= this.bounds.sessions) this.letOneGo();
		const session = new Session(runId);
		session.activeAtMs = performance.now();
		this.sessions.set(runId, session);
		this.sweeping ??= this.sweepLater();
		return session;
	}

	get(runId: string): Session | undefined {
		return this.sessions.get(runId);
	}

	all(): Session[] {
		return [...this.sessions.values()];
	}

	byOpenSpan(id: string): Session | undefined {
		return this.byOpenId.get(id);
	}

	opened(id: string, session: Session): void {
		this.byOpenId.set(id, session);
	}

	closed(id: string): void {
		this.byOpenId.delete(id);
	}

	end(session: Session): void {
		session.ended = true;
		session.activeAtMs = performance.now();
	}

	/** @returns how many events of this session had to go for it */
	keep(session: Session, event: SessionEvent): number {
		const lost = session.keep(event) ? 1 : 0;
		this.eventCount += 1 - lost;
		while (this.eventCount > this.bounds.events && this.sessions.size > 1) this.letOneGo(session);
		return lost;
	}

	/** One whose run has ended if there is one, else the one that began first. */
	private letOneGo(but?: Session): void {
		let first: Session | undefined;
		for (const session of this.sessions.values()) {
			if (session === but) continue;
			if (session.ended) return this.pushOut(session);
			first ??= session;
		}
		if (first !== undefined) this.pushOut(first);
	}

	private pushOut(session: Session): void {
		countSessionDrops('session', session.events.length + session.waiting.length);
		this.letGo(session);
	}

	private letGo(session: Session): void {
		this.sessions.delete(session.runId);
		this.eventCount -= session.events.length;
		clearTimeout(session.timer);
		for (const id of session.open.keys()) this.byOpenId.delete(id);
	}

	/** The timer must not keep the trace of the run in which it happened to be set. */
	private sweepLater(): NodeJS.Timeout {
		return untraced(() => setTimeout(() => this.sweep(), SWEEP_MS).unref());
	}

	private sweep(): void {
		const nowMs = performance.now();
		for (const session of this.sessions.values()) {
			const idleMs = nowMs - session.activeAtMs;
			if (idleMs > (session.ended ? this.bounds.endedMs : this.bounds.idleMs)) this.letGo(session);
		}
		this.sweeping = this.sessions.size === 0 ? undefined : this.sweepLater();
	}
}
