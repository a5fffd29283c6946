import type { Client } from 'pg';
import { eventually } from './eventually';
import { waitingForLocks } from './postgres';

/** Any number: it names the advisory lock that the test holds. */
const LOCK = 4_711;

/** Lets a step of a run do its work, and holds the engine when it is about to keep what came of it. */
export function holdStepResult(db: Client, checkpoint: 'attempt' | 'notify') {
	return holdInsert(db, 'dbos.operation_outputs', `when (new.function_name = '${checkpoint}')`);
}

/** Lets all steps of a run do their work, and holds the engine when it is about to keep that the run has ended. */
export function holdRunResult(db: Client) {
	return holdInsert(db, 'dbos.workflow_output', '');
}

/** @param db the connection whose lock is waited for; it must stay open */
async function holdInsert(db: Client, table: string, condition: string) {
	await db.query('select pg_advisory_lock($1)', [LOCK]);
	await db.query(`
		create function hold_step() returns trigger language plpgsql as $$
		begin
			perform pg_advisory_xact_lock(${LOCK});
			return new;
		end $$`);
	await db.query(
		`create trigger hold_step before insert on ${table} for each row ${condition} execute function hold_step()`,
	);
	return {
		/** Waits until the engine stands there. */
		reached: () => eventually('the engine to stand there', async () => (await waitingForLocks(db)) > 0),
		letGo: async () => {
			await db.query(`drop trigger hold_step on ${table}`);
			await db.query('drop function hold_step');
			await db.query('select pg_advisory_unlock($1)', [LOCK]);
		},
	};
}

/** Counts from now on, in the database itself, how often each run is brought to an end. */
export async function countRecordings(db: Client): Promise<void> {
	await db.query('create table recordings (run_id uuid not null)');
	await db.query(`
		create function count_recording() returns trigger language plpgsql as $$
		begin
			insert into recordings values (new.id);
			return null;
		end $$`);
	await db.query(`
		create trigger count_recording after update on runs for each row
		when (new.ended_at is not null and (old.ended_at is distinct from new.ended_at or old.state <> new.state))
		execute function count_recording()`);
}

export async function recordings(db: Client, runId: string): Promise<number> {
	const { rows } = await db.query<{ count: string }>('select count(*) from recordings where run_id = $1', [
		runId,
	]);
	return Number(rows[0]?.count);
}
