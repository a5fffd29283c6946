import { DBOS } from '@dbos-inc/dbos-sdk';
import type pg from 'pg';
import { config } from '../config';
import { closePool } from '../database/pool';
import { untraced } from '../process/untraced';
import { dbosLogger } from './dbosLogger';
import { enginePool } from './enginePool';
import { engineState } from './engineState';
import { plainJson } from './plainJson';
import { RUNS_QUEUE } from './queue';
import { registerRunCheck } from './runCheck';

/** Raise it only where runs under way could not be carried on by the new code: they would be stranded. */
const APPLICATION_VERSION = '1';
const CONNECTIONS = 10;
/** How often an idle process looks for work: half of it is what a run waits on average. */
const POLLING_INTERVAL_MS = 100;
const POOL_END_MS = 1000;
/** Any number, as long as nobody else locks under it. */
const LAUNCH_LOCK = 0x67_6c_65;
const LAUNCH_LOOK_MS = 100;

/**
 * Starts DBOS on this database. Runs that an earlier life of this process left under way are carried on.
 * @throws where the database cannot be used
 */
export async function startEngine(url: string): Promise<void> {
	if (engineState.ready) return;
	const pool = enginePool(url, CONNECTIONS);
	engineState.pool = pool;
	engineState.stopping = false;
	registerRunCheck();
	DBOS.setConfig({
		name: 'glasshouse',
		systemDatabaseUrl: url,
		systemDatabasePool: pool,
		systemDatabaseSchemaName: 'dbos',
		applicationVersion: APPLICATION_VERSION,
		executorID: config().instanceId,
		serializer: plainJson,
		logger: dbosLogger(),
		enableOTLP: false,
		tracingEnabled: false,
		useListenNotify: false,
	});
	await untraced(() => launchAlone(pool));
	engineState.ready = true;
}

/** One process at a time: two that make the engine's tables at once get in each other's way. */
async function launchAlone(pool: pg.Pool): Promise<void> {
	const client = await pool.connect();
	try {
		while (!(await tryLock(client))) await Bun.sleep(LAUNCH_LOOK_MS);
		await launch();
	} finally {
		// Closed rather than given back: with it goes the lock, whatever happened.
		client.release(true);
	}
}

/** Not a lock that waits: the engine builds indexes concurrently, and these would wait for the one who waits. */
async function tryLock(client: pg.PoolClient): Promise<boolean> {
	const text = 'select pg_try_advisory_lock($1) as held';
	const { rows } = await client.query<{ held: boolean }>(text, [LAUNCH_LOCK]);
	return rows[0]?.held === true;
}

async function launch(): Promise<void> {
	await DBOS.launch();
	await DBOS.registerQueue(RUNS_QUEUE, {
		workerConcurrency: config().concurrency,
		minPollingIntervalMs: POLLING_INTERVAL_MS,
		onConflict: 'always_update',
	});
}

/** Whether runs can be started here and are carried out. */
export function engineReady(): boolean {
	return engineState.ready;
}

/**
 * Takes no more work and lets running workflows finish. What has not finished in time stays pending in the
 * database, and is carried on by this process' next start, or by another one.
 * @param timeoutMs how long running workflows may take; 0 does not wait
 */
export async function stopEngine(timeoutMs: number): Promise<void> {
	engineState.ready = false;
	if (DBOS.isInitialized()) await DBOS.shutdown({ workflowCompletionTimeoutMS: timeoutMs });
	engineState.stopping = true;
	const pool = engineState.pool;
	engineState.pool = undefined;
	if (pool !== undefined) await Promise.race([closePool(pool), Bun.sleep(POOL_END_MS)]);
}
