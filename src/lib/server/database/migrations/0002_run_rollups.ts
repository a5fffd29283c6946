import { sql, type Kysely } from 'kysely';

/**
 * Runs that ended, counted by check and by the hour and the six hours in which they were queued. Triggers count them,
 * so that it is right whoever writes to `runs`: in the very statement that ends, moves or deletes a run.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
	await sql`lock table runs in share row exclusive mode`.execute(db);
	await createTable(db);
	await createLatencies(db);
	await createCounting(db);
	await createTriggers(db);
	await countAll(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
	await sql`drop trigger count_ended on runs`.execute(db);
	await sql`drop trigger count_changed on runs`.execute(db);
	await sql`drop trigger count_deleted on runs`.execute(db);
	await sql`drop function count_ended_run, count_deleted_runs, count_run, count_latency, latency_bucket`.execute(
		db,
	);
	await sql`drop table run_rollups`.execute(db);
}

/** Room is left in each page, and no index holds what changes: so a row is changed in place. */
async function createTable(db: Kysely<unknown>): Promise<void> {
	await sql`
		create table run_rollups (
			check_id uuid not null references checks (id) on delete cascade,
			hours smallint not null,
			starts_at timestamptz(0) not null,
			runs integer not null,
			passed integer not null,
			failed integer not null,
			latencies bytea not null,
			primary key (check_id, hours, starts_at)
		) with (fillfactor = 70)`.execute(db);
	await sql`create index run_rollups_of_time on run_rollups (hours, starts_at)`.execute(db);
}

/**
 * Latencies are three bytes for a bucket that was hit: its number to the base of 128, and how often, up to 127 times;
 * after that it comes again. The first byte alone is over 127, so that a number is found nowhere else. A bucket is a
 * latency rounded to two digits: in steps of 0.2 from 10 to 20, of 0.5 to 50, of 1 to 100.
 */
async function createLatencies(db: Kysely<unknown>): Promise<void> {
	await sql`
		create function latency_bucket(ms double precision) returns smallint
		language plpgsql immutable strict parallel safe as $$
		declare
			bounded double precision := least(greatest(ms, 0.01), 9999999);
			decade integer := floor(log(bounded)) + 2;
			digits double precision := bounded * power(10::double precision, 3 - decade);
		begin
			return 160 * decade + case
				when digits < 20 then 5 * (digits - 10)
				when digits < 50 then 50 + 2 * (digits - 20)
				else 110 + (digits - 50)
			end;
		end $$`.execute(db);
	await sql`
		create function count_latency(counted bytea, bucket smallint, change integer) returns bytea
		language plpgsql immutable strict parallel safe as $$
		declare
			number bytea := set_byte(set_byte('\\x0000', 0, 128 + bucket / 128), 1, bucket % 128);
			full_at integer := case when change > 0 then 127 else 0 end;
			place integer := 0;
			step integer;
		begin
			loop
				step := position(number in substring(counted from place + 1));
				exit when step = 0;
				place := place + step;
				if get_byte(counted, place + 1) <> full_at then
					return set_byte(counted, place + 1, get_byte(counted, place + 1) + change);
				end if;
			end loop;
			return case when change > 0 then counted || number || '\\x01' else counted end;
		end $$`.execute(db);
}

/**
 * Adds a run (change 1) or takes it out (-1). Six hours come before their hours, and old ones before new ones, wherever
 * several are locked: so nobody blocks each other.
 */
async function createCounting(db: Kysely<unknown>): Promise<void> {
	await sql`
		create function count_run(
			of_check uuid, state text, queued_at timestamptz, latency_ms double precision, change integer
		) returns void language plpgsql as $$
		declare
			bucket smallint := case when state in ('passed', 'failed') then latency_bucket(latency_ms) end;
		begin
			insert into run_rollups as counted (check_id, hours, starts_at, runs, passed, failed, latencies)
			select of_check, span, date_bin(make_interval(hours => span), queued_at, 'epoch'),
				change, change * (state = 'passed')::integer, change * (state = 'failed')::integer,
				coalesce(count_latency('', bucket, change), '')
			from unnest(array[6, 1]) as span
			on conflict (check_id, hours, starts_at) do update set
				runs = counted.runs + excluded.runs,
				passed = counted.passed + excluded.passed,
				failed = counted.failed + excluded.failed,
				latencies = coalesce(count_latency(counted.latencies, bucket, change), counted.latencies);
		end $$`.execute(db);
}

/** What is still open is not counted. Where a check is deleted, its roll-ups go with it and are not counted down first. */
async function createTriggers(db: Kysely<unknown>): Promise<void> {
	await sql`
		create function count_ended_run() returns trigger language plpgsql as $$
		begin
			if tg_op = 'UPDATE' and old.state not in ('queued', 'running') then
				perform count_run(old.check_id, old.state, old.queued_at, old.latency_ms, -1);
			end if;
			if new.state not in ('queued', 'running') then
				perform count_run(new.check_id, new.state, new.queued_at, new.latency_ms, 1);
			end if;
			return null;
		end $$`.execute(db);
	await sql`
		create function count_deleted_runs() returns trigger language plpgsql as $$
		begin
			perform count_run(check_id, state, queued_at, latency_ms, -1) from (
				select deleted.* from deleted join checks on checks.id = deleted.check_id
				where deleted.state not in ('queued', 'running')
				order by deleted.check_id, deleted.queued_at
			) as swept;
			delete from run_rollups where runs = 0 and (check_id, hours, starts_at) in (
				select check_id, span, date_bin(make_interval(hours => span), queued_at, 'epoch')
				from deleted cross join unnest(array[6, 1]) as span
			);
			return null;
		end $$`.execute(db);
	await sql`
		create trigger count_ended after insert on runs for each row
		when (new.state not in ('queued', 'running'))
		execute function count_ended_run()`.execute(db);
	await sql`
		create trigger count_changed after update on runs for each row
		when ((old.check_id, old.state, old.queued_at, old.latency_ms)
			is distinct from (new.check_id, new.state, new.queued_at, new.latency_ms)
			and not (old.state in ('queued', 'running') and new.state in ('queued', 'running')))
		execute function count_ended_run()`.execute(db);
	await sql`
		create trigger count_deleted after delete on runs referencing old table as deleted
		for each statement execute function count_deleted_runs()`.execute(db);
}

/** Day by day (UTC): no statement takes long, and what belongs to a time lies together on the disk. */
async function countAll(db: Kysely<unknown>): Promise<void> {
	const { rows } = await sql<{ day: Date }>`
		select generate_series(date_bin('1 day', min(queued_at), 'epoch'), max(queued_at), '1 day') as day from runs`.execute(
		db,
	);
	for (const { day } of rows) await countDay(db, day);
}

async function countDay(db: Kysely<unknown>, day: Date): Promise<void> {
	await sql`
		insert into run_rollups
		select check_id, span, starts_at, sum(runs), sum(passed), sum(failed), coalesce(string_agg(latencies, ''), '')
		from (
			select check_id, span, date_bin(make_interval(hours => span), queued_at, 'epoch') as starts_at, bucket,
				count(*) as runs, count(*) filter (where state = 'passed') as passed,
				count(*) filter (where state = 'failed') as failed
			from runs cross join unnest(array[6, 1]) as span cross join lateral (
				select case when state in ('passed', 'failed') then latency_bucket(latency_ms) end
			) as rounded (bucket)
			where state not in ('queued', 'running')
				and queued_at >= ${day} and queued_at < ${day}::timestamptz + interval '1 day'
			group by check_id, span, starts_at, bucket
		) as hit left join lateral (
			select string_agg(set_byte(count_latency('', bucket, 1), 2, least(runs - 127 * nth, 127)::integer), '')
			from generate_series(0, (runs - 1) / 127) as nth
		) as encoded (latencies) on bucket is not null
		group by check_id, span, starts_at
		order by starts_at, span`.execute(db);
}
