import { runPrepared } from '../database/prepared';
import type { Check } from './model';
import type { Observable } from './observe';

/** What a run must know of its check, which others may edit or delete meanwhile. */
export type Ordered = Observable & Pick<Check, 'retries'>;

const BEGIN = {
	name: 'begin_attempt',
	text: `
		with begun as (
			update runs set state = 'running', started_at = coalesce(started_at, now()), attempts = greatest(attempts, $2)
			where id = $1 and state in ('queued', 'running')
			returning check_id
		)
		select url, method, headers, body, timeout_ms as "timeoutMs", expect, retries
		from checks join begun on begun.check_id = checks.id`,
};

/**
 * Marks a run as running, and reads what it is to do.
 * @param attempt from 1
 * @returns `null` where the run was ended meanwhile, by a cancellation or with its check, and must not go on
 */
export async function beginAttempt(runId: string, attempt: number): Promise<Ordered | null> {
	const { rows } = await runPrepared<Ordered>(BEGIN, [runId, attempt]);
	return rows[0] ?? null;
}
