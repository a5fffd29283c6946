import type { RequestEvent } from '@sveltejs/kit';
import { chooseRange } from '../../charts/ranges';
import { budgetMs } from '../checks/checkState';
import { latencyPoints } from '../checks/latencyPoints';
import { procedures } from '../rpc/client';

const RUNS_ON_A_PAGE = 25;

export interface CheckPageQuery {
	id: string;
	/** A range's name; unknown ones give the usual range. */
	range: string | null;
	/** ISO 8601; only runs queued before it. */
	before: string | null;
}

export type CheckPage = Awaited<ReturnType<typeof readCheckPage>>;

/** Everything that the page of one check shows. Headers go by name alone: their values may be secrets. */
export async function readCheckPage(event: Pick<RequestEvent, 'locals'>, query: CheckPageQuery) {
	const { checks, runs } = procedures(event);
	const [check, listed] = await Promise.all([
		checks.get({ id: query.id }),
		runs.list({ checkId: query.id, limit: RUNS_ON_A_PAGE + 1, before: query.before ?? undefined }),
	]);
	const now = new Date();
	const range = chooseRange(query.range, +now - Date.parse(check.createdAt));
	return {
		check: { ...check, headers: Object.keys(check.headers) },
		budgetMs: budgetMs(check),
		runs: listed.slice(0, RUNS_ON_A_PAGE),
		/** What to ask `before` for the next page; `null` on the last. */
		older: listed.length > RUNS_ON_A_PAGE ? (listed[RUNS_ON_A_PAGE - 1]?.queuedAt ?? null) : null,
		range: range.name,
		points: await latencyPoints(query.id, +now - range.ms),
		/** ISO 8601; when this was read, and where the range ends. */
		readAt: now.toISOString(),
	};
}
