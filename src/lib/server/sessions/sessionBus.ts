import type { SessionEvent } from '$trace/sessionEvent';
import { config } from '../config';
import { countSessionDrops } from '../metrics/sessions';
import { incarnation, perProcess } from '../process/perProcess';
import { SessionBus } from './bus';
import { DROP_REASONS, type Drops, type DropReason } from './session';
import type { SessionListener } from './sessionListeners';

/** The one bus of this process: what runs tell of themselves, and who listens. */
const own = perProcess('sessionBus', () => ({ bus: undefined as SessionBus | undefined }));

export function sessionBus(): SessionBus {
	own.bus ??= newBus();
	return own.bus;
}

function newBus(): SessionBus {
	// Known from the start, so that the first drop shows as an increase.
	for (const reason of DROP_REASONS) countSessionDrops(reason, 0);
	return new SessionBus({ instanceId: config().instanceId, incarnation: incarnation().slice(0, 8) });
}

/**
 * The events of a run that this process holds, oldest first. Whoever subscribes in the same turn has had everything,
 * and nothing twice.
 */
export function sessionEvents(runId: string): SessionEvent[] {
	return sessionBus().events(runId);
}

/** The same by the trace in which they were emitted: 32 lower-case hex digits. */
export function sessionEventsOfTrace(traceId: string): SessionEvent[] {
	return sessionBus().eventsOfTrace(traceId);
}

/**
 * Tells of session events that this process emits from now on, of all runs or of one.
 * @param listener called synchronously, where a run is under way: it must be quick. What it throws is counted
 * @returns the way out
 */
export function subscribeSessions(listener: SessionListener, runId?: string): () => void {
	return sessionBus().subscribe(listener, runId);
}

/** Counts what did not reach somebody of a run's session; its next `telemetry.health` event tells it. */
export function countDropped(runId: string, reason: DropReason, count = 1): void {
	sessionBus().countDropped(runId, reason, count);
}

/** What was dropped so far of a run's session in this process. */
export function droppedOf(runId: string): Readonly<Drops> | undefined {
	return sessionBus().dropped(runId);
}

/** The run has ended in this process: session spans that are still open are closed, and say so. */
export function endSession(runId: string): void {
	sessionBus().endSession(runId);
}
