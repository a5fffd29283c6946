import { getTelemetry } from '$telemetry/handle';
import { logger } from '../logger';
import { perProcess } from '../process/perProcess';
import { untraced } from '../process/untraced';
import { inRun } from './runContext';
import { TraceKeeper } from './traceKeeper';
import { writePart } from './traceParts';

const own = perProcess('traceKeeper', () => ({ keeper: undefined as TraceKeeper | undefined }));

/**
 * Marks a trace as that of a run: what this process knows of it is kept with the run whenever it has become quiet,
 * and once a second while it has not. Does nothing where telemetry is off.
 */
export function keepTrace(traceId: string, runId: string): void {
	own.keeper ??= newKeeper();
	own.keeper?.mark(traceId, runId);
}

/** Writes every trace that is not written yet, and keeps no more; for a stop. */
export async function flushKeptTraces(): Promise<void> {
	await own.keeper?.flush();
}

function newKeeper(): TraceKeeper | undefined {
	const telemetry = getTelemetry();
	if (!telemetry?.enabled) return undefined;
	return new TraceKeeper(telemetry.live, {
		quietMs: 200,
		hardMs: 1000,
		expiresMs: 60_000,
		marks: 5000,
		writtenAtOnce: 4,
		write: (traceId, runId, content) => untraced(() => writePart(traceId, runId, content)),
		onError: (err, runId) =>
			inRun(runId, () => logger.warn({ err }, 'A trace could not be kept with its run; it is tried again')),
	});
}
