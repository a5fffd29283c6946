import { counted } from '../../src/lib/words/number';
import { AskError } from './ask';
import { diagnose } from './diagnose';
import { dropsSince } from './dropsSince';
import type { Evidence } from './evidence';
import type { Glasshouse } from './glasshouse';
import { inspect, isWhole, type Finding, type Search } from './inspect';
import type { Lack } from './lack';
import type { Options } from './options';
import { chosenPlaces } from './places/chosen';
import type { Place } from './places/place';
import { self } from './places/self';
import { play, playScheduled, type Played } from './play';
import { titleOf } from './report';
import { setStage, type Stage, type Theatre } from './stage';
import { wantedMetrics } from './wantedMetrics';

export interface Run {
	readonly id: string;
	readonly traceId: string;
	readonly state: string;
}

export interface Result {
	/** Whether everything is in every place. */
	readonly whole: boolean;
	/** Of the app that was verified. */
	readonly url: string;
	/** That was asked for; `null` where none came about. */
	readonly run: Run | null;
	/** `null` where none came, or none was awaited. */
	readonly scheduled: Run | null;
	readonly findings: readonly Finding[];
}

const LOOK_MS = 400;

/** Runs a check once, lets the schedule run another, and looks for the telemetry of both. @throws VerifyError where nothing can be started */
export async function verify(options: Options, theatre: Theatre): Promise<Result> {
	const stage = await setStage(options, theatre);
	try {
		return await verifyOn(stage, options, theatre);
	} catch (error) {
		if (!(error instanceof AskError)) throw error;
		return unreachable(stage, error);
	}
}

async function verifyOn(stage: Stage, options: Options, theatre: Theatre): Promise<Result> {
	const { progress } = theatre;
	const played = await play(stage, options, theatre);
	const scheduled = options.schedule ? await playScheduled(stage, options, theatre) : null;
	const places = await chosenPlaces(stage, options, theatre);
	const runs = scheduled === null ? [played] : [played, scheduled];
	progress.doing(`Looking for ${counted(runs.length, 'trace', 'traces')}`);
	const found = await Promise.all(
		runs.flatMap((run) =>
			places.filter((place) => holds(place, run)).map((place) => find(place, run, stage, options, theatre)),
		),
	);
	const isMissed = options.schedule && scheduled === null;
	const findings = isMissed ? [...found, nothingScheduled(stage)] : found;
	return {
		whole: findings.every(isWhole),
		url: stage.glasshouse.url,
		run: runOf(played),
		scheduled: scheduled === null ? null : runOf(scheduled),
		findings,
	};
}

function runOf({ runId: id, traceId, state }: Played): Run {
	return { id, traceId, state };
}

/** What a run by the schedule has of its own is its trace: it is measured as any other. */
function holds({ findTrace, findLogs }: Place, { trigger }: Played): boolean {
	return trigger === 'manual' || findTrace !== undefined || findLogs !== undefined;
}

async function find(
	place: Place,
	played: Played,
	stage: Stage,
	options: Options,
	{ progress, signal }: Theatre,
): Promise<Finding> {
	const title = titleOf({ title: place.title, trigger: played.trigger });
	const missing = (count: number) =>
		progress.doing(`${title}: ${counted(count, 'thing', 'things')} still missing`);
	const patience = { timeoutMs: options.timeoutMs, everyMs: LOOK_MS, signal };
	const finding = await inspect(place, { ...searchFor(place, stage, options, played), missing }, patience);
	progress.done(`${title}: ${isWhole(finding) ? 'whole' : 'not whole'}`);
	return finding;
}

function searchFor(
	place: Place,
	stage: Stage,
	options: Options,
	{ trigger, traceId, sinceMs, checkName, lacks, before }: Played,
): Omit<Search, 'missing'> {
	const { glasshouse, targetUrl } = stage;
	return {
		sought: { traceId, sinceMs },
		setting: {
			trigger,
			targetUrl,
			targetReports: reports(place, stage, options),
			behindProxy: options.url !== null,
		},
		metrics: trigger === 'manual' ? wantedMetrics(checkName) : [],
		lacks,
		health: () =>
			glasshouse.health().then(
				(now) => dropsSince(before, now),
				() => null,
			),
	};
}

/** Our own target is no part of the app, whose live store has nothing of it; `/healthz` of the app is. */
function reports({ name }: Place, { target }: Stage, { target: chosen }: Options): boolean {
	if (chosen !== null) return false;
	return target === null || name !== 'self';
}

/** The app itself cannot be asked: then there is nothing to look for. */
function unreachable({ glasshouse }: Stage, placeError: AskError): Result {
	const finding = nothingFound(glasshouse, { trigger: 'manual', lacks: [], placeError });
	return { whole: false, url: glasshouse.url, run: null, scheduled: null, findings: [finding] };
}

function nothingScheduled({ glasshouse }: Stage): Finding {
	const lacks: Lack[] = [{ kind: 'schedule', what: 'a run by the schedule' }];
	return nothingFound(glasshouse, { trigger: 'schedule', lacks, placeError: null });
}

function nothingFound(
	glasshouse: Glasshouse,
	{ trigger, lacks, placeError }: Pick<Evidence, 'trigger' | 'lacks' | 'placeError'>,
): Finding {
	return {
		place: 'self',
		trigger,
		title: self(glasshouse, null).title,
		spans: null,
		metrics: null,
		logs: null,
		lacks,
		reasons: diagnose({ place: 'self', trigger, lacks, placeError, health: null }),
	};
}
