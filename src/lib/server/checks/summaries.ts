import { sql } from 'kysely';
import { database } from '../database/connection';
import { budgetMs, checkState } from './checkState';
import { lastDay, NO_RUNS, type DayStatistics, type LastDay } from './lastDay';
import type { CheckState } from './schema';

/** What there is to know of a check before it is shown: no secrets, and nothing of single runs. */
export interface CheckSummary {
	id: string;
	name: string;
	method: string;
	url: string;
	state: CheckState;
	/** Since when it is in that state, in milliseconds since the Unix epoch. */
	stateSinceMs: number | null;
	/** Milliseconds that a run may take. */
	budgetMs: number;
	day: DayStatistics;
}

/** Every check, the oldest first, and all of them together. */
export async function checkSummaries(): Promise<{ checks: CheckSummary[]; together: LastDay['together'] }> {
	const [rows, { byCheck, together }] = await Promise.all([summaryRows(), lastDay()]);
	const checks = rows.map((row) => toSummary(row, byCheck.get(row.id) ?? NO_RUNS));
	return { checks, together };
}

function toSummary(row: Awaited<ReturnType<typeof summaryRows>>[number], day: DayStatistics): CheckSummary {
	const { id, name, method, url, enabled, state, stateSinceMs, timeoutMs, maxDurationMs } = row;
	const expect = { maxDurationMs: maxDurationMs ?? undefined };
	return {
		id,
		name,
		method,
		url,
		state: checkState({ enabled, state, timeoutMs, expect, p95Ms: day.p95Ms }),
		stateSinceMs,
		budgetMs: budgetMs({ timeoutMs, expect }),
		day,
	};
}

function summaryRows() {
	return database()
		.selectFrom('checks')
		.select(['id', 'name', 'method', 'url', 'enabled', 'state', 'timeout_ms as timeoutMs'])
		.select([
			sql<number | null>`extract(epoch from state_since)::float8 * 1000`.as('stateSinceMs'),
			sql<number | null>`(expect->'maxDurationMs')::int`.as('maxDurationMs'),
		])
		.orderBy('created_at')
		.orderBy('id')
		.execute();
}
