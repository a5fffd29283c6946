import type pg from 'pg';

export interface Filling {
	readonly checks: number;
	readonly runs: number;
	/** Over how many hours, until now, the runs are spread. */
	readonly hours: number;
}

/**
 * Fills the tables as some time of checking would have: most checks pass, some fail, some near their budget, some are
 * off; latencies are log-normal around each check's own. No check is due, so that the app is at rest when it is asked.
 */
export async function fill(db: pg.Client, { checks, runs, hours }: Filling): Promise<void> {
	await db.query('select setseed(0.5)');
	await db.query(CHECKS, [checks]);
	await db.query(RUNS, [runs, hours]);
}

const CHECKS = `
	insert into checks (id, name, url, method, headers, timeout_ms, retries, expect, enabled, interval_seconds, state,
		state_since, created_at)
	select gen_random_uuid(), 'Check ' || lpad(n::text, 5, '0'), 'https://shop-' || n || '.example.org/health', 'GET',
		'{"accept": "application/json"}', 10000, 0,
		jsonb_build_object('status', 200, 'maxDurationMs', case when n % 50 = 11 then 20 * (1 + n % 40) else 5000 end),
		n % 50 <> 0, null, case when n % 50 = 7 then 'failing' else 'passing' end, now() - n * interval '1 minute',
		now() - interval '30 days'
	from generate_series(1, $1::int) as n`;

/** What a run saw is much the same in every run, and takes as much room. */
const OBSERVATION = JSON.stringify({
	startedAt: '2026-01-01T00:00:00.000Z',
	url: 'https://shop.example.org/health',
	redirects: 0,
	status: 200,
	httpVersion: '1.1',
	remoteAddress: '192.0.2.1',
	certificateExpiresAt: '2027-01-01T00:00:00.000Z',
	bodyBytes: 120,
	timings: {
		dnsMs: 1.25,
		connectMs: 12.5,
		tlsMs: 20.5,
		firstByteMs: 40.75,
		transferMs: 1.25,
		totalMs: 76.25,
	},
	blockedMs: 0.5,
	failure: null,
	bodyContains: null,
	jsonPathFound: null,
});

const FAILURE = JSON.stringify({
	phase: null,
	expectation: 'status',
	expected: '200',
	actual: '503',
	message: 'The status is 503, and 200 was expected.',
	errorCode: null,
	url: 'https://shop.example.org/health',
});

const RUNS = `
	with numbered as (
		select id, state, (row_number() over (order by name) - 1)::int as nth from checks
	), made as (
		select gen_random_uuid() as id, numbered.id as check_id, numbered.state as check_state,
			now() - ($1::int - 1 - n + random()) * ($2::float8 / $1::int) * interval '1 hour' as queued_at,
			random() as luck,
			20 * (1 + nth % 40) * exp(0.3 * sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random())) as latency_ms
		from generate_series(0, $1::int - 1) as n join numbered on nth = n % (select count(*)::int from checks)
	), judged as (
		select made.*, replace(id::text, '-', '') as trace_id, case
			when luck < 0.002 then 'error' when luck < 0.005 then 'cancelled' when luck < 0.01 then 'inconclusive'
			when luck < 0.02 or check_state = 'failing' and queued_at > now() - interval '2 hours' then 'failed'
			else 'passed' end as state
		from made
	)
	insert into runs (id, check_id, state, trigger, trace_id, traceparent, queued_at, started_at, ended_at, latency_ms,
		attempts, failure, observation)
	select id, check_id, state, 'schedule', trace_id, '00-' || trace_id || '-00f067aa0ba902b7-01', queued_at,
		queued_at + interval '5 milliseconds', queued_at + make_interval(secs => (5 + latency_ms) / 1000),
		case when state in ('passed', 'failed', 'inconclusive') then latency_ms end, 1,
		case when state = 'failed' then '${FAILURE}'::jsonb end, '${OBSERVATION}'::jsonb
	from judged`;
