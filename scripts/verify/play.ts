import { randomUUID } from 'node:crypto';
import type { TelemetryHealth } from '../../src/telemetry/health/types';
import type { Lack } from './lack';
import type { Options } from './options';
import { lookUntil } from './patience';
import type { Stage, Theatre } from './stage';

/** A run that has taken place. */
export interface Played {
	readonly runId: string;
	readonly traceId: string;
	/** `not ended` where it did not. */
	readonly state: string;
	/** By it the metrics of this run are told from others. */
	readonly checkName: string;
	/** Before anything of it began; milliseconds since the Unix epoch. */
	readonly sinceMs: number;
	/** Of telemetry before it began; `null` where the app does not tell. */
	readonly before: TelemetryHealth | null;
	/** What is wrong with it wherever one looks for its telemetry. */
	readonly lacks: readonly Lack[];
}

const RUN_MS = 60_000;
const RUN_LOOK_MS = 100;

/** Makes a check, runs it once, and waits for its end. @throws AskError where the app cannot be asked */
export async function play(stage: Stage, options: Options, theatre: Theatre): Promise<Played> {
	const { glasshouse, targetUrl } = stage;
	const { progress, signal, undo } = theatre;
	const sinceMs = Date.now();
	const before = await glasshouse.health().catch(() => null);
	const checkName = `verify telemetry ${randomUUID().slice(0, 8)}`;
	const checkId = await glasshouse.makeCheck(checkName, targetUrl);
	// What is started here goes with its whole database.
	if (options.url !== null) undo.later(() => glasshouse.removeCheck(checkId));
	progress.doing('Running a check');
	const started = await glasshouse.run(checkId);
	const ended = await endOf(stage, started, signal);
	progress.done(`Run ${started.runId} has ${ended.state}`);
	return { ...started, ...ended, checkName, sinceMs, before };
}

async function endOf(
	{ glasshouse, target }: Stage,
	{ runId, traceId }: Pick<Played, 'runId' | 'traceId'>,
	signal: AbortSignal,
): Promise<Pick<Played, 'state' | 'lacks'>> {
	const look = () => glasshouse.endedRun(runId);
	const patience = { timeoutMs: RUN_MS, everyMs: RUN_LOOK_MS, signal };
	const run = await lookUntil(look, (ended) => ended !== undefined, patience);
	const state = run?.state ?? 'not ended';
	const lacks: Lack[] = [];
	if (state !== 'passed') {
		const why = run?.failure === undefined ? '' : `: ${run.failure.message.replace(/\.$/, '')}`;
		lacks.push({ kind: 'run', what: `the run has ${state}${why}` });
	}
	if (target?.wasAskedIn(traceId) === false)
		lacks.push({ kind: 'propagation', what: 'the trace at the target' });
	return { state, lacks };
}
