import { afterAll, expect, test } from 'bun:test';
import { sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import { countedRuns, rolledUpRuns } from '../../checks/testRollups';
import { closeDatabase, openDatabase } from '../connection';
import { createEmptyDatabase } from '../testDatabase';
import { migrations } from '.';

const given = await createEmptyDatabase();
const db = openDatabase(given.url);
afterAll(async () => {
	await closeDatabase();
	await given.drop();
});

async function migrateTo(name: string): Promise<void> {
	const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve(migrations) } });
	const { error } = await migrator.migrateTo(name);
	expect(error).toBeUndefined();
}

const TABLES = sql<{ name: string }>`select relname as name from pg_class where relname like 'run%'`;
const FUNCTIONS = sql<{ name: string }>`select proname as name from pg_proc
	where pronamespace = 'public'::regnamespace order by 1`;

test('runs of before are rolled up, and it can be taken back', async () => {
	await migrateTo('0001_initial');
	await sql`insert into checks (id, name, url, method, timeout_ms, retries, enabled)
		select gen_random_uuid(), n::text, 'http://127.0.0.1:9/', 'GET', 1000, 0, true from generate_series(1, 3) as n`.execute(
		db,
	);
	await sql`insert into runs (id, check_id, state, trigger, trace_id, traceparent, queued_at, latency_ms)
		select gen_random_uuid(), checks.id,
			(array['passed', 'passed', 'failed', 'inconclusive', 'error', 'cancelled', 'queued', 'running'])[1 + n % 8],
			'schedule', n::text, '', now() - sqrt(n) * interval '8 hours', case when n % 5 > 0 then 10 ^ (n % 5) + n % 40 * 1.0137 end
		from checks cross join generate_series(1, 500) as n`.execute(db);
	await sql`insert into runs (id, check_id, state, trigger, trace_id, traceparent, queued_at, latency_ms)
		select gen_random_uuid(), (select id from checks limit 1), 'passed', 'schedule', n::text, '', now(), 42
		from generate_series(1, 700) as n`.execute(db);
	await migrateTo('0002_run_rollups');
	const rolledUp = await rolledUpRuns();
	expect(Object.keys(rolledUp).length).toBeGreaterThan(100);
	expect(rolledUp).toEqual(await countedRuns());
	await migrateTo('0001_initial');
	expect((await TABLES.execute(db)).rows.map(({ name }) => name)).not.toContain('run_rollups');
	expect((await FUNCTIONS.execute(db)).rows).toEqual([]);
	await migrateTo('0002_run_rollups');
	expect(await rolledUpRuns()).toEqual(rolledUp);
});
