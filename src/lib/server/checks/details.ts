import { sql } from 'kysely';
import { database } from '../database/connection';
import { Latencies } from './latencies';
import type { CheckStatistics, RunBar, RunSummary } from './model';
import { fullHour, ofChecks, sinceFullHour } from './rollups';
import { RUN_SUMMARY, toRunSummary, type RunSummaryRow } from './rows';

/** What is shown of a check besides the figures of its last day. Each of these reads in one statement. */

/** As the strip draws it: its newest 40. */
export const BARS = 40;
const HOURS = 24;
const WEEK_HOURS = 7 * 24;

type OfCheck<T> = Promise<Map<string, T>>;

/** Since the full hour that is at least seven days ago. @param checkIds of these only */
export async function uptimeOfWeek(checkIds?: readonly string[]): OfCheck<number | null> {
	const { rows } = await sql<{ check_id: string; uptime: number | null }>`
		select check_id, sum(passed)::float8 / nullif(sum(passed + failed), 0) as uptime from run_rollups
		where ${sinceFullHour(WEEK_HOURS)} ${ofChecks(checkIds)}
		group by check_id`.execute(database());
	return new Map(rows.map(({ check_id, uptime }) => [check_id, uptime]));
}

/**
 * The median of each hour of the clock (UTC), the last of which has begun and not ended.
 * @param checkIds of these only
 */
export async function latencyByHour(checkIds?: readonly string[]): OfCheck<CheckStatistics['latencyByHour']> {
	const first = fullHour(HOURS - 1);
	const { rows } = await sql<PackedHours>`
		select check_id, string_agg(latencies, '' order by starts_at) as latencies,
			json_agg(json_build_array(extract(epoch from starts_at - ${first}) / 3600, length(latencies)) order by starts_at)
				as parts
		from run_rollups
		where hours = 1 and starts_at between ${first} and now() ${ofChecks(checkIds)}
		group by check_id`.execute(database());
	return new Map(rows.map((row) => [row.check_id, medians(row)]));
}

interface PackedHours {
	check_id: string;
	/** Of all hours, one after the other. */
	latencies: Uint8Array;
	/** Of each hour: its place, and how many bytes are its own. */
	parts: [slot: number, bytes: number][];
}

function medians({ latencies, parts }: PackedHours): (number | null)[] {
	const hours = emptyHours();
	let start = 0;
	for (const [slot, bytes] of parts) {
		ofHour.clear();
		hours[slot] = ofHour.add(latencies.subarray(start, (start += bytes))).percentile(0.5);
	}
	return hours;
}

const ofHour = new Latencies();

export function emptyHours(): (number | null)[] {
	return Array.from({ length: HOURS }, () => null);
}

/** Oldest first. @param checkIds of these only */
export async function recentRuns(checkIds?: readonly string[]): OfCheck<RunBar[]> {
	const { rows } = await sql<Omit<RunBar, 'queuedAt'> & { checkId: string; queuedAt: Date }>`
		select checks.id as "checkId", recent.id, recent.state, recent.latency_ms as "latencyMs",
			recent.queued_at as "queuedAt"
		from checks cross join lateral (
			select id, state, latency_ms, queued_at from runs where check_id = checks.id
			order by queued_at desc limit ${BARS}
		) as recent
		where true ${ofChecks(checkIds, 'checks.id')}
		order by recent.queued_at, recent.id`.execute(database());
	const byCheck = new Map<string, RunBar[]>();
	for (const { checkId: id, queuedAt, ...bar } of rows) {
		const bars = byCheck.get(id) ?? [];
		bars.push({ ...bar, queuedAt: queuedAt.toISOString() });
		byCheck.set(id, bars);
	}
	return byCheck;
}

/** @param checkIds of these only */
export async function lastRuns(checkIds?: readonly string[]): OfCheck<RunSummary> {
	const { rows } = await sql<RunSummaryRow>`
		select ${RUN_SUMMARY}
		from checks cross join lateral (
			select * from runs where check_id = checks.id order by queued_at desc, id desc limit 1
		) as runs
		where true ${ofChecks(checkIds, 'checks.id')}`.execute(database());
	return new Map(rows.map((row) => [row.check_id, toRunSummary(row)]));
}
