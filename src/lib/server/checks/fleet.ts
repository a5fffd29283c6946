import { sql } from 'kysely';
import { database } from '../database/connection';
import type { LastDay } from './lastDay';

const RECENT_MINUTES = 5;

/** Over all checks and every process that shares the database. */
export interface FleetStatistics extends Pick<LastDay['together'], 'runs24h' | 'uptime24h' | 'p95Ms'> {
	/** Over the last five minutes. */
	runsPerMinute: number;
}

/** Runs that were queued in the last five minutes, a minute; cheap enough for every page. */
export async function runsPerMinute(): Promise<number> {
	const { rows } = await sql<{ runs: number }>`
		select count(*)::int as runs from runs
		where queued_at > now() - make_interval(mins => ${RECENT_MINUTES})`.execute(database());
	return (rows[0]?.runs ?? 0) / RECENT_MINUTES;
}
