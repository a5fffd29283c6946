import { ensureBuilt } from '../../scripts/ensure.mjs';
import { asWebSocket, connectAndSleep } from '../../tests/support/feed';
import { startTarget } from '../../tests/support/target';
import { openDatabase } from '../checks/database';
import { startGlasshouse, type Glasshouse } from '../checks/glasshouse';
import { Sink } from '../checks/sink';
import { workFolder } from '../overhead/folder';
import { spread } from '../overhead/statistics';
import { lookAround, type Surroundings } from '../overhead/surroundings';
import { Load } from './load';
import type { Options } from './options';
import { Reader, type Watched } from './watchers';

/** How long runs took while one thing was so or otherwise. */
export interface Stretch {
	readonly runs: number;
	/** Of a run itself, from its start to its end. */
	readonly medianMs: number;
}

/** All that the benchmark tells; `--json` prints it as it is. */
export interface Result {
	readonly surroundings: Surroundings;
	readonly options: Options;
	/** What the reader was told, or told that it lost, a second. */
	readonly eventsPerSecond: number;
	readonly reader: Watched;
	readonly unwatched: Stretch;
	readonly watched: Stretch;
	/** Of the medians: watched to unwatched. */
	readonly ratio: number;
}

/** A feed goes on for 20 s after its last reader has left. */
const LINGER_MS = 22_000;
const CALIBRATION = { requestsPerSecond: 50, ms: 2000 };
const SETTLE_MS = 1000;

type Progress = (line: string) => void;

/** Measures what was asked for; whatever it starts has ended when this returns or throws. */
export async function run(options: Options, progress: Progress): Promise<Result> {
	await using started = new AsyncDisposableStack();
	progress('building what has changed');
	await ensureBuilt(progress);
	progress('starting PostgreSQL, the target, the collector and Glasshouse');
	const folder = workFolder();
	const database = started.adopt(await openDatabase(folder), (it) => it.stop());
	const target = started.adopt(await startTarget(), (it) => it.stop());
	const sink = started.adopt(await Sink.start(), (it) => it.stop());
	const ground = { databaseUrl: database.url, endpoint: sink.endpoint, folder };
	const glasshouse = started.adopt(await startGlasshouse('glasshouse', ground), (it) => it.stop());
	const { id: checkId } = await glasshouse.client.createCheck({
		url: `${target.url}/slow?ms=${options.targetMs}`,
	});
	const requestsPerSecond = options.events / (await eventsPerRequest(glasshouse.client.url));
	progress(`${requestsPerSecond.toFixed(0)} requests a second make ${options.events} events`);
	await Bun.sleep(LINGER_MS);
	const load = new Load(`${glasshouse.client.url}/healthz`, requestsPerSecond);
	started.defer(() => void load.stop());
	const measured = await measure(options, glasshouse, checkId, progress);
	const surroundings = lookAround({ node: null, postgres: database.version, load: 'Glasshouse itself' });
	return { surroundings, options, ...measured };
}

async function measure({ seconds }: Options, glasshouse: Glasshouse, checkId: string, progress: Progress) {
	const unwatchedMs: number[] = [];
	progress('nobody watches');
	unwatchedMs.push(...(await runs(glasshouse, checkId, seconds)));
	progress('two watch, one of whom reads nothing');
	const reader = await Reader.connect(glasshouse.client.url);
	const sleeper = await connectAndSleep(glasshouse.client.url, '/api/v1/live', asWebSocket);
	const startMs = performance.now();
	const watchedMs = await runs(glasshouse, checkId, seconds);
	const watchedForS = (performance.now() - startMs) / 1000;
	const told = { ...reader.watched };
	reader.stop();
	sleeper.close();
	await Bun.sleep(LINGER_MS);
	progress('nobody watches any more');
	unwatchedMs.push(...(await runs(glasshouse, checkId, seconds)));
	return {
		eventsPerSecond: (told.frames + told.dropped) / watchedForS,
		reader: told,
		unwatched: stretch(unwatchedMs),
		watched: stretch(watchedMs),
		ratio: spread(watchedMs).median / spread(unwatchedMs).median,
	};
}

/** One run after the other. @returns how long each took, in milliseconds */
async function runs({ client }: Glasshouse, checkId: string, seconds: number): Promise<number[]> {
	const untilMs = performance.now() + seconds * 1000;
	const tookMs: number[] = [];
	while (performance.now() < untilMs) {
		const { state, durationMs } = await client.endOfRun(await client.startRun(checkId));
		if (state !== 'passed' || durationMs === null)
			throw new Error(`A run of the benchmark ended as ${state}`);
		tookMs.push(durationMs);
	}
	return tookMs;
}

async function eventsPerRequest(url: string): Promise<number> {
	const reader = await Reader.connect(url);
	const load = new Load(`${url}/healthz`, CALIBRATION.requestsPerSecond);
	await Bun.sleep(CALIBRATION.ms);
	const asked = load.stop();
	await Bun.sleep(SETTLE_MS);
	reader.stop();
	const { frames, dropped } = reader.watched;
	if (frames === 0) throw new Error('The live feed tells nothing of requests');
	return (frames + dropped) / asked;
}

function stretch(tookMs: readonly number[]): Stretch {
	return { runs: tookMs.length, medianMs: spread(tookMs).median };
}
