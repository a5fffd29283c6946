import { sql } from 'kysely';
import { runStrip, type RunStrip, type StripRun } from '../../charts/runStrip';
import { database } from '../database/connection';
import { BARS } from './details';

/**
 * Draws the newest runs of checks. A page has thousands of bars: so no more is read of a run than is drawn, which the
 * index alone can tell, and no more is sent than the drawing.
 */
export async function runStrips(
	checks: readonly { id: string; budgetMs: number }[],
): Promise<(checkId: string) => RunStrip> {
	const runs = await newestRuns(checks.map(({ id }) => id));
	const strips = new Map(checks.map(({ id, budgetMs }) => [id, runStrip(runs.get(id) ?? [], budgetMs)]));
	return (id) => strips.get(id) ?? runStrip([], 0);
}

/** Oldest first. */
async function newestRuns(checkIds: readonly string[]): Promise<Map<string, StripRun[]>> {
	const { rows } = await sql<{ id: string; states: StripRun['state'][]; latencies: (number | null)[] }>`
		select id, json_agg(state order by queued_at) as states, json_agg(latency_ms order by queued_at) as latencies
		from unnest(${checkIds}::uuid[]) as checks (id) cross join lateral (
			select state, latency_ms, queued_at from runs where check_id = checks.id
			order by queued_at desc limit ${BARS}
		) as newest
		group by id`.execute(database());
	const zip = (states: StripRun['state'][], latencies: (number | null)[]) =>
		states.map((state, index) => ({ state, latencyMs: latencies[index] ?? null }));
	return new Map(rows.map(({ id, states, latencies }) => [id, zip(states, latencies)]));
}
