import { context, trace } from '@opentelemetry/api';
import type { SessionData, SessionEvent } from '$trace/sessionEvent';
import { countSessionDrops } from '../metrics/sessions';
import { healthData, isHealth, HEALTH } from './health';
import { HeldSessions } from './heldSessions';
import { sessionSpanOf } from './runContext';
import { MOST_OPEN, type DropReason, type Drops, type OpenSpan, type Session } from './session';
import { timeUnixNano } from './sessionClock';
import { sessionData } from './sessionData';
import { SessionListeners, type SessionListener } from './sessionListeners';

/** A burst is told in one event, and there is no more than one a second. */
const HEALTH_DELAY_MS = 100;
const HEALTH_EVERY_MS = 1000;

interface Emitter {
	instanceId: string;
	/** Sets the ids of this life of the process apart from those of all others. */
	incarnation: string;
}

type Draft = Pick<SessionEvent, 'type' | 'phase' | 'data'> & Partial<SessionEvent>;

/** Takes what runs tell of themselves, holds the newest, and passes it on at once. Never waits for anybody. */
export class SessionBus {
	private readonly sessions = new HeldSessions();
	private readonly listeners = new SessionListeners((_error, event) => this.failed(event));
	private sequence = 0;

	constructor(private readonly emitter: Emitter) {}

	/** @returns whether the event is on the timeline; `false` where it was over the rate */
	emit(runId: string, type: string, data: unknown, parentId?: string): boolean {
		const session = this.sessions.of(runId);
		const nowMs = performance.now();
		if (!session.passes(type, nowMs)) return this.drop(session, 'rate');
		const event = { type, phase: 'event' as const, data: this.bounded(session, data) };
		this.publish(session, this.event(session, nowMs, { ...event, parentId: parentOf(session, parentId) }));
		return true;
	}

	/** @returns the session span's id, or an empty text where it was over the rate */
	start(runId: string, type: string, data: unknown, parentId?: string): string {
		const session = this.sessions.of(runId);
		const startMs = performance.now();
		if (!session.passes(type, startMs)) {
			this.drop(session, 'rate');
			return '';
		}
		if (session.open.size >= MOST_OPEN) this.closeOldest(session);
		const draft: Draft = { type, phase: 'start', data: this.bounded(session, data) };
		const event = this.event(session, startMs, { ...draft, parentId: parentOf(session, parentId) });
		const { id, traceId, spanId } = event;
		session.open.set(id, { id, type, startMs, data: event.data, parentId: event.parentId, traceId, spanId });
		this.sessions.opened(id, session);
		this.publish(session, { ...event, correlationId: id });
		return id;
	}

	/** @returns `false` for an id that is not open */
	end(id: string, data: unknown): boolean {
		const session = this.sessions.byOpenSpan(id);
		const span = session?.open.get(id);
		if (session === undefined || span === undefined) return false;
		this.close(session, span, this.bounded(session, data));
		return true;
	}

	endSession(runId: string): void {
		const session = this.sessions.get(runId);
		if (session === undefined) return;
		// What stands inside another one began later, and ends first.
		for (const span of [...session.open.values()].reverse()) {
			this.close(session, span, { unended: true });
		}
		this.sessions.end(session);
	}

	events(runId: string): SessionEvent[] {
		return [...(this.sessions.get(runId)?.events ?? [])];
	}

	eventsOfTrace(traceId: string): SessionEvent[] {
		return this.sessions.all().flatMap(({ events }) => events.filter((event) => event.traceId === traceId));
	}

	subscribe(listener: SessionListener, runId?: string): () => void {
		return this.listeners.add(listener, runId);
	}

	/** @param worthTelling unless a health event itself was dropped, which must not bring about the next */
	countDropped(runId: string, reason: DropReason, count: number, worthTelling = true): void {
		const session = this.sessions.get(runId);
		if (session === undefined) countSessionDrops(reason, count);
		else this.drop(session, reason, count, worthTelling);
	}

	dropped(runId: string): Readonly<Drops> | undefined {
		return this.sessions.get(runId)?.dropped;
	}

	private close(session: Session, span: OpenSpan, data: SessionData): void {
		const { id, type, startMs, parentId, traceId, spanId } = span;
		session.open.delete(id);
		this.sessions.closed(id);
		const nowMs = performance.now();
		const event = this.event(session, nowMs, {
			type,
			phase: 'end',
			data: { ...span.data, ...data },
			correlationId: id,
			parentId,
			latencyMs: Math.round((nowMs - startMs) * 1000) / 1000,
		});
		// Where nothing is traced at the end, it is told under the span in which it began.
		const ended = event.spanId === null ? { ...event, traceId, spanId } : event;
		if (session.waiting.length === 0 && session.passes(type, nowMs)) return this.publish(session, ended);
		session.waiting.push(ended);
		this.lookLater(session);
	}

	private closeOldest(session: Session): void {
		for (const span of session.open.values()) return this.close(session, span, { unended: true });
	}

	private event(session: Session, nowMs: number, draft: Draft): SessionEvent {
		const span = trace.getSpanContext(context.active());
		this.sequence += 1;
		return {
			sessionId: session.runId,
			id: `${this.emitter.incarnation}-${this.sequence.toString(36)}`,
			timeUnixNano: timeUnixNano(nowMs),
			traceId: span?.traceId ?? null,
			spanId: span?.spanId ?? null,
			correlationId: null,
			parentId: null,
			latencyMs: null,
			instanceId: this.emitter.instanceId,
			...draft,
		};
	}

	private publish(session: Session, event: SessionEvent): void {
		session.activeAtMs = performance.now();
		session.traceId = event.traceId ?? session.traceId;
		const lost = this.sessions.keep(session, event);
		if (lost > 0) this.counted(session, 'ring', lost, !isHealth(event));
		this.listeners.tell(event);
	}

	private bounded(session: Session, given: unknown): SessionData {
		const { data, left } = sessionData(given);
		if (left > 0) this.drop(session, 'size', left);
		return data;
	}

	private failed(event: SessionEvent): void {
		const session = this.sessions.get(event.sessionId);
		if (session !== undefined) this.drop(session, 'subscriber', 1, !isHealth(event));
	}

	private drop(session: Session, reason: DropReason, count = 1, worthTelling = true): false {
		session.dropped[reason] += count;
		this.counted(session, reason, count, worthTelling);
		return false;
	}

	private counted(session: Session, reason: DropReason, count: number, worthTelling: boolean): void {
		countSessionDrops(reason, count);
		if (!worthTelling) return;
		session.unhealthy = true;
		this.lookLater(session);
	}

	private lookLater(session: Session): void {
		const sinceMs = performance.now() - session.toldAtMs;
		const delayMs = Math.max(HEALTH_DELAY_MS, HEALTH_EVERY_MS - sinceMs);
		session.timer ??= setTimeout(() => this.look(session), delayMs).unref();
	}

	/** Ends whose turn has come, and what was dropped meanwhile. */
	private look(session: Session): void {
		session.timer = undefined;
		this.release(session);
		if (session.unhealthy) this.tellHealth(session);
		if (session.waiting.length > 0) this.lookLater(session);
	}

	private release(session: Session): void {
		for (let next = session.waiting[0]; next !== undefined; next = session.waiting[0]) {
			if (!session.passes(next.type, performance.now())) return;
			session.waiting.shift();
			this.publish(session, next);
		}
	}

	private tellHealth(session: Session): void {
		const nowMs = performance.now();
		session.unhealthy = false;
		session.toldAtMs = nowMs;
		const draft: Draft = { type: HEALTH, phase: 'event', data: healthData(session), spanId: null };
		this.publish(session, this.event(session, nowMs, { ...draft, traceId: session.traceId }));
	}
}

/** A parent that is not open is none: it belongs to another run, or has ended. */
function parentOf(session: Session, given = sessionSpanOf(context.active())): string | null {
	return given !== undefined && session.open.has(given) ? given : null;
}
