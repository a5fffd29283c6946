import { sql } from 'kysely';
import type pg from 'pg';
import { getTelemetry } from '$telemetry/handle';
import { config } from '../config';
import { database, openPool } from '../database/connection';
import { AppError } from '../errors';
import { logger } from '../logger';
import { perProcess } from '../process/perProcess';
import { remembered } from '../process/remembered';
import { untraced } from '../process/untraced';
import { activeRunCount } from '../workflows/activeRuns';
import { engineState } from '../workflows/engineState';
import { openHandles, type OpenHandles } from './openHandles';

/** Something of which there is only so much. */
export interface Pool {
	name: 'postgres' | 'engine' | 'workers' | 'spans';
	used: number;
	most: number;
	/** Who waits for one of them; 0 where nobody can. */
	waiting: number;
}

/** The engine's queue, which all processes on a database share. */
export interface RunQueue {
	waiting: number;
	/** How long the oldest has waited, in milliseconds. */
	oldestMs: number | null;
}

export interface Resources {
	pools: Pool[];
	/** `null` where the database does not tell in time. */
	queue: RunQueue | null;
	handles: OpenHandles | null;
}

const FRESH_MS = 2_000;
const BOUND_MS = 300;
const MOST_COUNTED = 10_000;

export async function readResources(): Promise<Resources> {
	const { queue, handles } = readings;
	const waiting = await queue();
	return { pools: pools(), queue: waiting ?? null, handles: (await handles()) ?? null };
}

const readings = perProcess('resources', () => {
	const onError = (error: unknown) => logger.debug({ err: error }, 'What is in use could not be read');
	const bounds = { freshMs: FRESH_MS, boundMs: BOUND_MS, onError };
	return {
		queue: remembered(() => untraced(readQueue), bounds),
		handles: remembered(() => Promise.resolve(openHandles()), bounds),
	};
});

function pools(): Pool[] {
	return [
		...ofConnections('postgres', databasePool()),
		...ofConnections('engine', engineState.pool),
		{ name: 'workers', used: activeRunCount(), most: config().concurrency, waiting: 0 },
		...spansToSend(),
	];
}

function ofConnections(name: Pool['name'], pool: pg.Pool | undefined): Pool[] {
	if (pool === undefined) return [];
	const { totalCount, idleCount, waitingCount, options } = pool;
	return [{ name, used: totalCount - idleCount, most: options.max, waiting: waitingCount }];
}

function databasePool(): pg.Pool | undefined {
	try {
		return openPool();
	} catch (error) {
		if (error instanceof AppError) return undefined; // it is not open: the app is starting, or stops
		throw error;
	}
}

function spansToSend(): Pool[] {
	const traces = getTelemetry()
		?.health()
		.signals.find(({ signal }) => signal === 'traces');
	if (traces === undefined || traces.queueSize === null) return [];
	return [{ name: 'spans', used: traces.queued, most: traces.queueSize, waiting: 0 }];
}

async function readQueue(): Promise<RunQueue> {
	const { rows } = await sql<RunQueue>`
		select count(*)::int as waiting,
			(extract(epoch from clock_timestamp() - min(queued_at)) * 1000)::float8 as "oldestMs"
		from (select queued_at from runs where state = 'queued' order by queued_at limit ${MOST_COUNTED}) queued`.execute(
		database(),
	);
	return rows[0] ?? { waiting: 0, oldestMs: null };
}
