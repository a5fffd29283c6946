import { sql } from 'kysely';
import { database } from '../database/connection';
import { isUuid } from './rows';
import type { RunState } from './schema';

const MOST_POINTS = 2000;

export interface LatencyPoint {
	/** ISO 8601: when the run was queued. */
	at: string;
	latencyMs: number | null;
	state: RunState;
	runId: string;
}

/**
 * The runs of a check since a point in time, oldest first; where there are more than 2000, the newest of them.
 * @param sinceMs milliseconds since the Unix epoch
 */
export async function latencyPoints(checkId: string, sinceMs: number): Promise<LatencyPoint[]> {
	if (!isUuid(checkId)) return [];
	const { rows } = await sql<Omit<LatencyPoint, 'at'> & { queued_at: Date }>`
		select id as "runId", state, latency_ms as "latencyMs", queued_at
		from runs
		where check_id = ${checkId} and queued_at >= ${new Date(sinceMs)}
		order by queued_at desc, id desc
		limit ${MOST_POINTS}`.execute(database());
	return rows.reverse().map(({ queued_at, ...point }) => ({ ...point, at: queued_at.toISOString() }));
}
