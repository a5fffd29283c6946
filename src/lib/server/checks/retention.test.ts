import { afterAll, beforeEach, expect, test } from 'bun:test';
import { sql } from 'kysely';
import { database } from '../database/connection';
import { openTestDatabase } from '../database/testDatabase';
import { sweepRetention } from './retention';
import { listRuns } from './runStore';
import { makeCheck, makeRun } from './testRows';

const opened = await openTestDatabase();
afterAll(() => opened.drop());
beforeEach(() => database().deleteFrom('checks').execute());

const DAY = 24 * 60;

test('deletes ended runs beyond the retention with their traces, and names their workflows', async () => {
	const { id } = await makeCheck();
	const old = [
		await makeRun(id, { minutesAgo: 8 * DAY }),
		await makeRun(id, { state: 'failed', minutesAgo: 9 * DAY }),
	];
	const open = await makeRun(id, { state: 'running', minutesAgo: 9 * DAY });
	const recent = await makeRun(id, { minutesAgo: 6 * DAY });
	await sql`insert into trace_parts (trace_id, instance_id, run_id, content)
		select trace_id, 'a', id, 'x'::bytea from runs`.execute(database());
	const swept = await sweepRetention(7);
	expect(swept.runs).toBe(2);
	expect(swept.workflowIds.toSorted()).toEqual(old.toSorted());
	expect((await listRuns({})).map((run) => run.id)).toEqual([recent, open]);
	expect(await database().selectFrom('trace_parts').select('run_id').execute()).toHaveLength(2);
	expect(await sweepRetention(7)).toEqual({ runs: 0, workflowIds: [] });
});

test('deletes more than one batch', async () => {
	const { id } = await makeCheck();
	await sql`insert into runs (id, check_id, state, trigger, trace_id, traceparent, queued_at)
		select gen_random_uuid(), ${id}, 'passed', 'schedule', n::text, '', now() - interval '40 days'
		from generate_series(1, 1203) as n`.execute(database());
	expect((await sweepRetention(30)).runs).toBe(1203);
});

test('two sweeps at a time delete each run once', async () => {
	const { id } = await makeCheck();
	for (let n = 0; n < 20; n++) await makeRun(id, { minutesAgo: 8 * DAY });
	const swept = await Promise.all([sweepRetention(7), sweepRetention(7), sweepRetention(7)]);
	const ids = swept.flatMap((one) => one.workflowIds);
	expect(ids).toHaveLength(20);
	expect(new Set(ids).size).toBe(20);
});

test('where another process sweeps, nothing is done', async () => {
	const { id } = await makeCheck();
	await makeRun(id, { minutesAgo: 8 * DAY });
	await database()
		.connection()
		.execute(async (other) => {
			await sql`select pg_advisory_lock(hashtext('glasshouse.retention'))`.execute(other);
			expect(await sweepRetention(7)).toEqual({ runs: 0, workflowIds: [] });
			await sql`select pg_advisory_unlock(hashtext('glasshouse.retention'))`.execute(other);
		});
	expect((await sweepRetention(7)).runs).toBe(1);
});
