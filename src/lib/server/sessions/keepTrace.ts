import { getTelemetry } from '$telemetry/handle';
import { logger } from '../logger';
import { perProcess } from '../process/perProcess';
import { untraced } from '../process/untraced';
import { droppedOf, sessionEvents, subscribeSessions } from './sessionBus';
import { TraceKeeper } from './traceKeeper';
import { writeParts } from './traceParts';

const own = perProcess('traceKeeper', () => ({ keeper: undefined as TraceKeeper | undefined }));

/**
 * Marks a trace as that of a run: what this process knows of it is kept with the run, a second after each time that
 * something has happened to it. Does nothing where telemetry is off.
 * @param begins `here` where nothing was logged in this trace before, so that nobody has to look for it
 */
export function keepTrace(traceId: string, runId: string, begins: 'here' | 'earlier'): void {
	own.keeper ??= newKeeper();
	if (own.keeper === undefined || own.keeper.has(traceId)) return;
	own.keeper.mark(traceId, runId, begins === 'here' ? [] : getTelemetry()?.live.logs(traceId));
}

/** Writes every trace that is not written yet, and keeps no more; for a stop. */
export async function flushKeptTraces(): Promise<void> {
	await own.keeper?.flush();
}

function newKeeper(): TraceKeeper | undefined {
	const telemetry = getTelemetry();
	if (!telemetry?.enabled) return undefined;
	return new TraceKeeper(telemetry.live, {
		afterMs: 1000,
		lookMs: 200,
		expiresMs: 10_000,
		marks: 5000,
		together: 50,
		subscribeEvents: (runId, listener) => subscribeSessions(listener, runId),
		eventsOf: (runId) => ({ events: sessionEvents(runId), eventsCut: droppedOf(runId)?.ring ?? 0 }),
		write: (traces) => untraced(() => writeParts(traces)),
		onError: (err, runIds) =>
			logger.warn({ err, runIds }, 'Traces could not be kept with their runs; it is tried again'),
	});
}
