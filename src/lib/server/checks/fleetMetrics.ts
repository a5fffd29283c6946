import { metrics, type BatchObservableResult } from '@opentelemetry/api';
import { sql } from 'kysely';
import { observable } from '../../../telemetry/definition';
import { database } from '../database/connection';
import { logger } from '../logger';
import { METRICS } from '../metrics';
import { checkAttributes } from '../metrics/checks';
import { SCOPE } from '../metrics/scope';
import { remembered } from '../process/remembered';
import { untraced } from '../process/untraced';

/** Several exporters collect at about the same time; what they are told is one reading. */
const FRESH_MS = 5_000;
const BOUND_MS = 2_000;
/** So many checks are told one by one, the oldest first: more would fill the metrics backend, and be read by nobody. */
const MOST_CHECKS = 1_000;
const MOST_COUNTED = 100_000;

export interface FleetReading {
	/** Runs in the queue, at most 100,000. */
	queued: number;
	lagSeconds: number;
	checks: { id: string; name: string; up: boolean }[];
}

/**
 * Observes queue and checks whenever metrics are collected, until the returned function is called. While the
 * database is away there is nothing to tell: neither a value nor an error.
 */
export function observeFleet(): () => void {
	const meter = metrics.getMeter(SCOPE);
	const depth = observable(meter, METRICS.queueDepth);
	const lag = observable(meter, METRICS.queueLag);
	const up = observable(meter, METRICS.checkUp);
	const latest = remembered(() => untraced(readFleet), { freshMs: FRESH_MS, boundMs: BOUND_MS, onError });
	const observe = async (result: BatchObservableResult) => {
		const fleet = await latest();
		if (fleet === undefined) return;
		result.observe(depth, fleet.queued);
		result.observe(lag, fleet.lagSeconds);
		for (const check of fleet.checks) result.observe(up, check.up ? 1 : 0, checkAttributes(check));
	};
	meter.addBatchObservableCallback(observe, [depth, lag, up]);
	return () => meter.removeBatchObservableCallback(observe, [depth, lag, up]);
}

/** In one statement, over the indexes of what is open and what is due. A paused or waiting check is not told. */
export async function readFleet(): Promise<FleetReading> {
	const { rows } = await sql<FleetReading>`
		select
			(select count(*)::int from (select from runs where state = 'queued' limit ${MOST_COUNTED}) counted) as queued,
			greatest(0, extract(epoch from clock_timestamp() - least(
				(select min(queued_at) from runs where state = 'queued'),
				(select min(next_due_at) from checks where next_due_at <= now() and enabled)
			)))::float8 as "lagSeconds",
			(select coalesce(json_agg(told), '[]') from (
				select id, name, state = 'passing' as up from checks
				where enabled and state <> 'waiting' order by created_at, id limit ${MOST_CHECKS}
			) told) as checks`.execute(database());
	return rows[0] ?? { queued: 0, lagSeconds: 0, checks: [] };
}

/** Those who needed the database tell why it is away; here it is only of interest to who looks for it. */
function onError(error: unknown): void {
	logger.debug({ err: error }, 'Queue and checks could not be observed for the metrics');
}
