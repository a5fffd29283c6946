import { sql } from 'kysely';
import { database } from '../database/connection';
import { AppError } from '../errors';
import { onlyCheck } from './latency';
import type { CheckOverview, CheckStatistics, RunBar, RunSummary } from './model';
import { isUuid, toCheck, toRunSummary, type CheckRow, type RunSummaryRow } from './rows';

export { fleetStatistics, runsPerMinute, type FleetStatistics } from './fleet';
export { latencyPoints, type LatencyPoint } from './latencyPoints';

const BARS = 40;
const HOURS = 24;

/** Every check with its statistics, the oldest first: five statements, however many checks there are. */
export function checkOverviews(): Promise<CheckOverview[]> {
	return overviews(undefined);
}

/** @throws AppError NOT_FOUND */
export async function checkOverview(id: string): Promise<CheckOverview> {
	const [overview] = isUuid(id) ? await overviews(id) : [];
	if (overview === undefined) throw new AppError('NOT_FOUND', `There is no check ${id.slice(0, 100)}`);
	return overview;
}

async function overviews(checkId: string | undefined): Promise<CheckOverview[]> {
	const [checks, sums, hours, bars, lastRuns] = await Promise.all([
		checkRows(checkId),
		sumsByCheck(checkId),
		latencyByHour(checkId),
		recentRuns(checkId),
		lastRunByCheck(checkId),
	]);
	return checks.map((row) => {
		const statistics: CheckStatistics = {
			...(sums.get(row.id) ?? NO_RUNS),
			recentRuns: bars.get(row.id) ?? [],
			latencyByHour: hours.get(row.id) ?? Array.from({ length: HOURS }, () => null),
			lastRun: lastRuns.get(row.id) ?? null,
		};
		return { ...toCheck(row, statistics.p95Ms), statistics };
	});
}

function checkRows(checkId: string | undefined): Promise<CheckRow[]> {
	const all = database().selectFrom('checks').selectAll().orderBy('created_at').orderBy('id');
	return (checkId === undefined ? all : all.where('id', '=', checkId)).execute();
}

type Sums = Pick<CheckStatistics, 'uptime24h' | 'uptime7d' | 'p50Ms' | 'p95Ms' | 'runs24h'>;
const NO_RUNS: Sums = { uptime24h: null, uptime7d: null, p50Ms: null, p95Ms: null, runs24h: 0 };

async function sumsByCheck(checkId: string | undefined): Promise<Map<string, Sums>> {
	const { rows } = await sql<Sums & { checkId: string }>`
		select check_id as "checkId",
			avg((state = 'passed')::int) filter (where conclusive and today)::float8 as "uptime24h",
			avg((state = 'passed')::int) filter (where conclusive)::float8 as "uptime7d",
			percentile_cont(0.5) within group (order by latency_ms) filter (where conclusive and today) as "p50Ms",
			percentile_cont(0.95) within group (order by latency_ms) filter (where conclusive and today) as "p95Ms",
			count(*) filter (where today)::int as "runs24h"
		from runs, lateral (
			select state in ('passed', 'failed') as conclusive, queued_at > now() - interval '24 hours' as today
		) as facts
		where queued_at > now() - interval '7 days' ${onlyCheck(checkId)}
		group by check_id`.execute(database());
	return new Map(rows.map(({ checkId: id, ...sums }) => [id, sums]));
}

/** Hours are counted back from now: the last of the 24 ends now. */
async function latencyByHour(checkId: string | undefined): Promise<Map<string, (number | null)[]>> {
	const { rows } = await sql<{ check_id: string; hours_ago: number; median: number }>`
		select check_id, floor(extract(epoch from now() - queued_at) / 3600)::int as hours_ago,
			percentile_cont(0.5) within group (order by latency_ms) as median
		from runs
		where queued_at > now() - interval '24 hours' and queued_at <= now()
			and state in ('passed', 'failed') and latency_ms is not null ${onlyCheck(checkId)}
		group by check_id, hours_ago`.execute(database());
	const byCheck = new Map<string, (number | null)[]>();
	for (const { check_id, hours_ago, median } of rows) {
		const hours = byCheck.get(check_id) ?? Array.from({ length: HOURS }, () => null);
		hours[HOURS - 1 - hours_ago] = median;
		byCheck.set(check_id, hours);
	}
	return byCheck;
}

async function recentRuns(checkId: string | undefined): Promise<Map<string, RunBar[]>> {
	const { rows } = await sql<Omit<RunBar, 'queuedAt'> & { checkId: string; queuedAt: Date }>`
		select checks.id as "checkId", recent.id, recent.state, recent.latency_ms as "latencyMs",
			recent.queued_at as "queuedAt"
		from checks cross join lateral (
			select id, state, latency_ms, queued_at from runs where check_id = checks.id
			order by queued_at desc limit ${BARS}
		) as recent
		${checkId === undefined ? sql`` : sql`where checks.id = ${checkId}`}
		order by recent.queued_at, recent.id`.execute(database());
	const byCheck = new Map<string, RunBar[]>();
	for (const { checkId: id, queuedAt, ...bar } of rows) {
		const bars = byCheck.get(id) ?? [];
		bars.push({ ...bar, queuedAt: queuedAt.toISOString() });
		byCheck.set(id, bars);
	}
	return byCheck;
}

async function lastRunByCheck(checkId: string | undefined): Promise<Map<string, RunSummary>> {
	const { rows } = await sql<RunSummaryRow>`
		select last.id, last.check_id, checks.name as check_name, last.state, last.trigger, last.trace_id,
			last.queued_at, last.started_at, last.ended_at, last.latency_ms, last.attempts, last.failure
		from checks cross join lateral (
			select * from runs where check_id = checks.id order by queued_at desc, id desc limit 1
		) as last
		${checkId === undefined ? sql`` : sql`where checks.id = ${checkId}`}`.execute(database());
	return new Map(rows.map((row) => [row.check_id, toRunSummary(row)]));
}
