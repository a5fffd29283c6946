import { counted } from '../../src/lib/words/number';
import { AskError } from './ask';
import { diagnose } from './diagnose';
import { dropsSince } from './dropsSince';
import { inspect, isWhole, type Finding, type Search } from './inspect';
import type { Options } from './options';
import { chosenPlaces } from './places/chosen';
import type { Place } from './places/place';
import { self } from './places/self';
import { play, type Played } from './play';
import { setStage, type Stage, type Theatre } from './stage';
import { wantedMetrics } from './wantedMetrics';

export interface Result {
	/** Whether everything is in every place. */
	readonly whole: boolean;
	/** Of the app that was verified. */
	readonly url: string;
	/** `null` where no run came about. */
	readonly run: { readonly id: string; readonly traceId: string; readonly state: string } | null;
	readonly findings: readonly Finding[];
}

const LOOK_MS = 400;

/** Runs a check once, and looks for its telemetry. @throws VerifyError where nothing can be started */
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
	const { progress, signal } = theatre;
	const played = await play(stage, options, theatre);
	const places = await chosenPlaces(stage, options, theatre);
	progress.doing(`Looking for trace ${played.traceId}`);
	const patience = { timeoutMs: options.timeoutMs, everyMs: LOOK_MS, signal };
	const findings = await Promise.all(
		places.map(async (place) => {
			const missing = (count: number) =>
				progress.doing(`${place.title}: ${counted(count, 'thing', 'things')} still missing`);
			const finding = await inspect(
				place,
				{ ...searchFor(place, stage, options, played), missing },
				patience,
			);
			progress.done(`${place.title}: ${isWhole(finding) ? 'whole' : 'not whole'}`);
			return finding;
		}),
	);
	const { runId: id, traceId, state } = played;
	return { whole: findings.every(isWhole), url: stage.glasshouse.url, run: { id, traceId, state }, findings };
}

function searchFor(
	place: Place,
	stage: Stage,
	options: Options,
	{ traceId, sinceMs, checkName, lacks, before }: Played,
): Omit<Search, 'missing'> {
	const { glasshouse, targetUrl } = stage;
	return {
		sought: { traceId, sinceMs },
		setting: {
			targetUrl,
			targetReports: reports(place, stage, options),
			behindProxy: options.url !== null,
		},
		metrics: wantedMetrics(checkName),
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
	const finding: Finding = {
		place: 'self',
		title: self(glasshouse, null).title,
		spans: null,
		metrics: null,
		logs: null,
		lacks: [],
		reasons: diagnose({ place: 'self', lacks: [], placeError, health: null }),
	};
	return { whole: false, url: glasshouse.url, run: null, findings: [finding] };
}
