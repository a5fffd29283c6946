import { sql } from 'kysely';
import { database } from '../database/connection';
import type { RunSummary } from './model';
import { RUN_SUMMARY, toRunSummary, type RunSummaryRow } from './rows';

const LINES = 2;

/** What happens now, or went wrong last: checks whose last run is open before those that fail, the newest first. */
export async function happening(): Promise<RunSummary[]> {
	const { rows } = await sql<RunSummaryRow>`
		select * from (
			(select ${RUN_SUMMARY} from runs join checks on checks.id = runs.check_id
			where runs.state in ('queued', 'running') and not exists (
				select from runs as later where later.check_id = runs.check_id
					and later.queued_at >= runs.queued_at and (later.queued_at, later.id) > (runs.queued_at, runs.id)
			)
			order by runs.queued_at desc limit ${LINES})
			union all
			(select ${RUN_SUMMARY} from checks cross join lateral (
				select * from runs where check_id = checks.id order by queued_at desc, id desc limit 1
			) as runs
			where checks.state = 'failing' and checks.enabled and runs.ended_at is not null
			order by runs.queued_at desc limit ${LINES})
		) as lines
		order by ended_at is not null, queued_at desc limit ${LINES}`.execute(database());
	return rows.map(toRunSummary);
}
