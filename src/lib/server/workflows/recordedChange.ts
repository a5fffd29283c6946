import { sql } from 'kysely';
import type { CheckStateChange } from '../checks/runStore';
import { database } from '../database/connection';

/**
 * How a run that is recorded already changed the state of its check. A process killed after it had recorded, and
 * before the engine knew, would else keep the change from its webhook. Run and state are written in one
 * transaction, so both bear the same time.
 */
export async function recordedChange(runId: string): Promise<CheckStateChange | null> {
	const { rows } = await sql<{ to: CheckStateChange['to']; first: boolean }>`
		select checks.state as to, not exists (
			select from runs earlier
			where earlier.check_id = checks.id and earlier.ended_at < runs.ended_at
				and earlier.state in ('passed', 'failed')
		) as first
		from runs join checks on checks.id = runs.check_id
		where runs.id = ${runId} and checks.state_since = runs.ended_at`.execute(database());
	const change = rows[0];
	if (change === undefined) return null;
	const before = change.to === 'passing' ? 'failing' : 'passing';
	return { from: change.first ? 'waiting' : before, to: change.to };
}
