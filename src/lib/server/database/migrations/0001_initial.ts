import { sql, type Kysely } from 'kysely';

/** Times are kept to the millisecond, as JavaScript has them: a time that was read finds its row again. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await sql`
		create table checks (
			id uuid primary key,
			name text not null,
			url text not null,
			method text not null,
			headers jsonb not null default '{}',
			body text,
			interval_seconds integer check (interval_seconds between 10 and 86400),
			timeout_ms integer not null,
			retries integer not null,
			expect jsonb not null default '{}',
			webhook_url text,
			enabled boolean not null,
			state text not null default 'waiting',
			state_since timestamptz(3),
			next_due_at timestamptz(3),
			created_at timestamptz(3) not null default now(),
			updated_at timestamptz(3) not null default now()
		)`.execute(db);
	await sql`create index checks_due on checks (next_due_at) where next_due_at is not null`.execute(db);
	await sql`
		create table runs (
			id uuid primary key,
			check_id uuid not null references checks (id) on delete cascade,
			state text not null default 'queued',
			trigger text not null,
			trace_id text not null,
			traceparent text not null,
			queued_at timestamptz(3) not null default now(),
			started_at timestamptz(3),
			ended_at timestamptz(3),
			latency_ms double precision,
			attempts integer not null default 0,
			failure jsonb,
			observation jsonb,
			response jsonb
		)`.execute(db);
	await sql`create index runs_of_check on runs (check_id, queued_at desc) include (state, latency_ms)`.execute(
		db,
	);
	await sql`create index runs_open on runs (queued_at) where state in ('queued', 'running')`.execute(db);
	await sql`create index runs_old on runs (queued_at)`.execute(db);
	await sql`create index runs_of_trace on runs (trace_id)`.execute(db);
	await sql`
		create table trace_parts (
			trace_id text not null,
			instance_id text not null,
			run_id uuid not null references runs (id) on delete cascade,
			content bytea not null,
			updated_at timestamptz(3) not null default now(),
			primary key (trace_id, instance_id)
		)`.execute(db);
	await sql`create index trace_parts_of_run on trace_parts (run_id)`.execute(db);
	await sql`
		create table instances (
			id text primary key,
			incarnation uuid not null,
			beat_at timestamptz(3) not null default now()
		)`.execute(db);
	await sql`
		create table markers (
			name text primary key,
			value text,
			made_at timestamptz(3) not null default now()
		)`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
	await sql`drop table markers, instances, trace_parts, runs, checks`.execute(db);
}
