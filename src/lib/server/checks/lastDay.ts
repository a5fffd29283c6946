import { sql } from 'kysely';
import { database } from '../database/connection';
import { Latencies } from './latencies';
import type { CheckStatistics } from './model';
import { fullHour, ofChecks, sinceFullHour } from './rollups';

/** Since the full hour that is at least 24 hours ago. */
export type DayStatistics = Pick<CheckStatistics, 'uptime24h' | 'p50Ms' | 'p95Ms' | 'runs24h'>;

export interface LastDay {
	/** Without the checks that had no run. */
	byCheck: Map<string, DayStatistics>;
	/** All that were asked for, as one. */
	together: DayStatistics;
}

interface Counts {
	runs: number;
	passed: number;
	failed: number;
}

const HOURS = 24;
export const NO_RUNS: DayStatistics = { uptime24h: null, p50Ms: null, p95Ms: null, runs24h: 0 };

/** What it costs grows with the checks, not with their runs. @param checkIds of these only */
export async function lastDay(checkIds?: readonly string[]): Promise<LastDay> {
	const [ended, open] = await Promise.all([endedRuns(checkIds), openRuns(checkIds)]);
	const byCheck = new Map<string, DayStatistics>();
	const [ofOne, ofAll] = [new Latencies(), new Latencies()];
	const total = { runs: 0, passed: 0, failed: 0 };
	for (const { check_id, base64, ...counts } of ended) {
		ofOne.clear();
		const latencies = Buffer.from(base64, 'base64');
		byCheck.set(check_id, statisticsOf(counts, ofOne.add(latencies)));
		ofAll.add(latencies);
		addTo(total, counts);
	}
	for (const { check_id, runs } of open) {
		const day = byCheck.get(check_id) ?? NO_RUNS;
		byCheck.set(check_id, { ...day, runs24h: day.runs24h + runs });
		addTo(total, { runs, passed: 0, failed: 0 });
	}
	return { byCheck, together: statisticsOf(total, ofAll) };
}

/** Of a thousand checks this is a megabyte: as base64 it is a third shorter than as PostgreSQL tells bytes. */
async function endedRuns(checkIds: readonly string[] | undefined) {
	const { rows } = await sql<Counts & { check_id: string; base64: string }>`
		select check_id, sum(runs)::int as runs, sum(passed)::int as passed, sum(failed)::int as failed,
			encode(string_agg(latencies, ''), 'base64') as base64
		from run_rollups
		where ${sinceFullHour(HOURS)} ${ofChecks(checkIds)}
		group by check_id`.execute(database());
	return rows;
}

async function openRuns(checkIds: readonly string[] | undefined) {
	const { rows } = await sql<{ check_id: string; runs: number }>`
		select check_id, count(*)::int as runs from runs
		where state in ('queued', 'running') and queued_at >= ${fullHour(HOURS)} ${ofChecks(checkIds)}
		group by check_id`.execute(database());
	return rows;
}

function addTo(total: Counts, counts: Counts): void {
	total.runs += counts.runs;
	total.passed += counts.passed;
	total.failed += counts.failed;
}

function statisticsOf({ runs, passed, failed }: Counts, latencies: Latencies): DayStatistics {
	return {
		uptime24h: passed + failed === 0 ? null : passed / (passed + failed),
		p50Ms: latencies.percentile(0.5),
		p95Ms: latencies.percentile(0.95),
		runs24h: runs,
	};
}
