import { randomUUID } from 'node:crypto';
import type { TelemetryHealth } from '../../src/telemetry/health/types';
import type { Lack } from './lack';
import type { Options } from './options';
import { lookUntil } from './patience';
import type { Stage, Theatre } from './stage';
import type { Trigger } from './trigger';

/** A run that has taken place. */
export interface Played {
	readonly trigger: Trigger;
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

/** The shortest interval that a check may have: it is due at once all the same. */
const INTERVAL_SECONDS = 10;
/** The schedule is looked at five times a second; what is not due by then is not going to be. */
const SCHEDULE_MS = 20_000;
const SCHEDULE_LOOK_MS = 200;

/** Makes a check, runs it once, and waits for its end. @throws AskError where the app cannot be asked */
export async function play(stage: Stage, options: Options, theatre: Theatre): Promise<Played> {
	const { glasshouse } = stage;
	const { progress, signal } = theatre;
	const { checkId, ...check } = await makeCheck(stage, options, theatre, null);
	progress.doing('Running a check');
	const started = await glasshouse.run(checkId);
	const { state, lacks } = await endOf(stage, started, signal);
	progress.done(`Run ${started.runId} has ${state}`);
	return { trigger: 'manual', ...started, ...check, state, lacks: [...lacks, ...notOnce(check.before)] };
}

/**
 * Makes a check that the schedule runs, waits for the end of its first run, and takes it off the schedule again.
 * @returns `null` where no run came within twenty seconds
 * @throws AskError where the app cannot be asked
 */
export async function playScheduled(
	stage: Stage,
	options: Options,
	theatre: Theatre,
): Promise<Played | null> {
	const { glasshouse } = stage;
	const { progress, signal } = theatre;
	const { checkId, ...check } = await makeCheck(stage, options, theatre, INTERVAL_SECONDS);
	progress.doing('Waiting for the schedule');
	const patience = { timeoutMs: SCHEDULE_MS, everyMs: SCHEDULE_LOOK_MS, signal };
	const started = await lookUntil(
		() => glasshouse.lastRun(checkId),
		(run) => run !== undefined,
		patience,
	);
	await glasshouse.endSchedule(checkId);
	if (started === undefined) {
		progress.done('The schedule has run nothing');
		return null;
	}
	const ended = await endOf(stage, started, signal);
	progress.done(`Run ${started.runId}, by the schedule, has ${ended.state}`);
	return { trigger: 'schedule', ...started, ...check, ...ended };
}

type Check = Pick<Played, 'checkName' | 'sinceMs' | 'before'> & { readonly checkId: string };

async function makeCheck(
	{ glasshouse, targetUrl }: Stage,
	options: Options,
	{ undo }: Theatre,
	intervalSeconds: number | null,
): Promise<Check> {
	const sinceMs = Date.now();
	const before = await glasshouse.health().catch(() => null);
	const checkName = `verify telemetry ${randomUUID().slice(0, 8)}`;
	const checkId = await glasshouse.makeCheck(checkName, targetUrl, intervalSeconds);
	// What is started here goes with its whole database.
	if (options.url !== null) undo.later(() => glasshouse.removeCheck(checkId));
	return { checkId, checkName, sinceMs, before };
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

/** Telemetry that is switched off has lacks enough. */
function notOnce(health: TelemetryHealth | null): Lack[] {
	if (health?.enabled !== true || health.initialisation.once) return [];
	return [{ kind: 'initialisation', what: 'telemetry that is initialised once, and alone' }];
}
