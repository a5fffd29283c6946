import { ensureBuilt } from '../../scripts/ensure.mjs';
import { eventually } from '../../tests/support/eventually';
import { workFolder } from '../overhead/folder';
import { lookAround, type Surroundings } from '../overhead/surroundings';
import { completeness, type Complete } from './completeness';
import { openDatabase, type BenchDatabase } from './database';
import { makeChecks, pauseAll } from './fleet';
import { startGlasshouse, type Glasshouse } from './glasshouse';
import { isSustained, measure, type Measured } from './measure';
import type { Options } from './options';
import { Sink } from './sink';
import { Target } from './target';

/** All that a run of the benchmark tells; `--json` prints it as it is. */
export interface Result {
	readonly surroundings: Surroundings;
	readonly options: Options;
	/** In the order in which they were measured, each with more checks than the one before. */
	readonly rates: readonly Measured[];
	/** Runs a second of the last rate that was sustained; `null` where none was. */
	readonly sustained: number | null;
	/** Of the whole, warm-up included. */
	readonly complete: Complete;
}

/** By how many runs a second the search goes up. */
const STEP = 50;
const DRAIN_MS = 60_000;
const QUIET_MS = 2000;

/** Measures what was asked for; whatever it starts has ended when this returns or throws. */
export async function run(options: Options, progress: (line: string) => void): Promise<Result> {
	await using started = new AsyncDisposableStack();
	progress('building what has changed');
	await ensureBuilt(progress);
	const folder = workFolder();
	progress('starting PostgreSQL, the target, the collector and Glasshouse');
	const database = started.adopt(await openDatabase(folder), (it) => it.stop());
	const target = started.adopt(await Target.start(), (it) => it.stop());
	const sink = started.adopt(await Sink.start(), (it) => it.stop());
	const surroundings = lookAround({ node: null, postgres: database.version, load: 'Glasshouse itself' });
	const ground = { databaseUrl: database.url, endpoint: sink.endpoint, folder };
	const processes: Glasshouse[] = [];
	for (let n = 1; n <= options.processes; n += 1) {
		processes.push(started.adopt(await startGlasshouse(`glasshouse-${n}`, ground), (it) => it.stop()));
	}
	const rates = await measureRates(options, { database, target, processes, progress });
	progress('waiting for the last runs, and for what telemetry still has');
	await drain(database);
	for (const glasshouse of processes) await glasshouse.stop();
	const sustained = rates.filter(isSustained).at(-1)?.rate ?? null;
	const complete = await completeness(
		database.client,
		target.url,
		await target.asked(),
		await sink.received(),
	);
	return { surroundings, options, rates, sustained, complete };
}

interface Scene {
	readonly database: BenchDatabase;
	readonly target: Target;
	readonly processes: readonly Glasshouse[];
	readonly progress: (line: string) => void;
}

async function measureRates(options: Options, scene: Scene): Promise<Measured[]> {
	const rates: Measured[] = [];
	let checks = 0;
	for (let rate = options.rate ?? STEP; ; rate += STEP) {
		const wanted = rate * options.intervalSeconds;
		scene.progress(`making ${wanted - checks} checks, for ${rate} runs a second`);
		await makeChecks(wanted - checks, options.intervalSeconds, scene.target.url, scene.processes);
		checks = wanted;
		await Bun.sleep(options.warmUpSeconds * 1000);
		const measured = await measure(rate, options, scene.processes, scene.database);
		rates.push(measured);
		scene.progress(describe(measured));
		if (options.rate !== null || !isSustained(measured)) return rates;
	}
}

function describe({ done, due, startDelayMs, cpuMs }: Measured): string {
	const ms = (value: number | null) => (value === null ? '?' : value.toFixed(1));
	return (
		`${done} of ${due} runs done, started ${startDelayMs.p99.toFixed(0)} ms late at the 99th percentile, ` +
		`${ms(cpuMs.glasshouse)} + ${ms(cpuMs.postgres)} ms of CPU a run`
	);
}

/** Lets what is under way end, and its trace be kept; whoever does not end within a minute is told as missing. */
async function drain({ client }: BenchDatabase): Promise<void> {
	await pauseAll(client);
	const someOpen = async () => {
		const { rows } = await client.query<{ open: boolean }>(
			`select exists (select from runs where ended_at is null) or
				exists (select from dbos.workflow_status where status in ('ENQUEUED', 'PENDING')) as open`,
		);
		return rows[0]?.open === true;
	};
	// Whoever had taken due checks before they were paused may still be about to write their runs down.
	const isQuiet = async () => {
		if (await someOpen()) return false;
		await Bun.sleep(QUIET_MS);
		return !(await someOpen());
	};
	await eventually('all runs to end', isQuiet, DRAIN_MS).catch(() => undefined);
}
