import { sql } from 'kysely';
import { database } from '../database/connection';

export interface FleetStatistics {
	runs24h: number;
	/** Passed out of passed + failed, 0 to 1; `null` where there was none. */
	uptime24h: number | null;
	/** Latency of the last 24 h in milliseconds. */
	p95Ms: number | null;
	/** Over the last five minutes. */
	runsPerMinute: number;
}

const RECENT_MINUTES = 5;

/** Over all checks and every process that shares the database. */
export async function fleetStatistics(): Promise<FleetStatistics> {
	const [{ rows }, perMinute] = await Promise.all([
		sql<Omit<FleetStatistics, 'runsPerMinute'>>`
			select count(*)::int as "runs24h",
				avg((state = 'passed')::int) filter (where conclusive)::float8 as "uptime24h",
				percentile_cont(0.95) within group (order by latency_ms) filter (where conclusive) as "p95Ms"
			from runs, lateral (select state in ('passed', 'failed') as conclusive) as facts
			where queued_at > now() - interval '24 hours'`.execute(database()),
		runsPerMinute(),
	]);
	return { ...(rows[0] ?? { runs24h: 0, uptime24h: null, p95Ms: null }), runsPerMinute: perMinute };
}

/** Runs that were queued in the last five minutes, a minute; cheap enough for every page. */
export async function runsPerMinute(): Promise<number> {
	const { rows } = await sql<{ runs: number }>`
		select count(*)::int as runs from runs
		where queued_at > now() - make_interval(mins => ${RECENT_MINUTES})`.execute(database());
	return (rows[0]?.runs ?? 0) / RECENT_MINUTES;
}
