import { sql } from 'kysely';
import { database } from '../database/connection';

/**
 * The 95th percentile of the latency of the last 24 h, in milliseconds, by check id; without the checks that had
 * no conclusive run in that time.
 * @param checkId of one check only
 */
export async function p95ByCheck(checkId?: string): Promise<Map<string, number>> {
	const found = await sql<{ check_id: string; p95: number }>`
		select check_id, percentile_cont(0.95) within group (order by latency_ms) as p95
		from runs
		where queued_at > now() - interval '24 hours' and state in ('passed', 'failed') and latency_ms is not null
			${onlyCheck(checkId)}
		group by check_id`.execute(database());
	return new Map(found.rows.map((row) => [row.check_id, row.p95]));
}

/** Narrows a statement over `runs` to one check, where one is named. */
export function onlyCheck(checkId: string | undefined) {
	return checkId === undefined ? sql`` : sql`and check_id = ${checkId}`;
}
