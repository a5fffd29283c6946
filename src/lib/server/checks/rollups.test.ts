import { afterAll, beforeEach, describe, expect, test } from 'bun:test';
import { sql } from 'kysely';
import { database } from '../database/connection';
import { openTestDatabase } from '../database/testDatabase';
import { beginAttempt } from './beginAttempt';
import { deleteCheck } from './checkStore';
import { bucketMs } from './latencies';
import { sweepRetention } from './retention';
import { cancelRunRow, createRun, recordRun, type RunResult } from './runStore';
import { countedRuns, rolledUpRuns } from './testRollups';
import { makeCheck, makeRun } from './testRows';

const opened = await openTestDatabase();
afterAll(() => opened.drop());
beforeEach(() => database().deleteFrom('checks').execute());

const DAY = 24 * 60;
const STATES = ['passed', 'failed', 'inconclusive', 'error'] as const;

function pick<T>(from: readonly T[]): T {
	const [picked] = from.toSorted(() => Math.random() - 0.5);
	if (picked === undefined) throw new Error('There is nothing to pick from');
	return picked;
}

function result(state: RunResult['state'], latencyMs: number | null): RunResult {
	return { state, failure: null, observation: null, response: null, latencyMs, attempts: 1 };
}

function anyResult(): RunResult {
	return result(pick(STATES), Math.random() < 0.1 ? null : 10 ** (Math.random() * 6 - 1));
}

async function queueRun(checkId: string): Promise<string> {
	const id = crypto.randomUUID();
	const traceId = id.replaceAll('-', '');
	await createRun({
		id,
		checkId,
		trigger: 'manual',
		traceId,
		traceparent: `00-${traceId}-00f067aa0ba902b7-01`,
	});
	return id;
}

async function expectExact(): Promise<void> {
	expect(await rolledUpRuns()).toEqual(await countedRuns());
}

describe('a run', () => {
	test('counts when it has ended, in its hour and its six hours', async () => {
		const { id } = await makeCheck();
		const run = await queueRun(id);
		await beginAttempt(run, 1);
		expect(await rolledUpRuns()).toEqual({});
		await recordRun(run, result('passed', 12.34));
		const rows = await database().selectFrom('run_rollups').selectAll().orderBy('hours').execute();
		expect(rows).toMatchObject([
			{ check_id: id, hours: 1, runs: 1, passed: 1, failed: 0 },
			{ check_id: id, hours: 6, runs: 1, passed: 1, failed: 0 },
		]);
		await expectExact();
	});

	test('that is recorded again, by a step that is replayed, counts once', async () => {
		const { id } = await makeCheck();
		const run = await queueRun(id);
		await Promise.all(Array.from({ length: 6 }, () => recordRun(run, result('failed', 50))));
		await recordRun(run, result('passed', 60));
		expect(await cancelRunRow(run)).toBe(false);
		const { runs } = await database()
			.selectFrom('run_rollups')
			.select(sql<number>`sum(runs)::int`.as('runs'))
			.where('hours', '=', 1)
			.executeTakeFirstOrThrow();
		expect(runs).toBe(1);
		await expectExact();
	});

	test('without a verdict counts as a run, and its latency does not', async () => {
		const { id } = await makeCheck();
		await makeRun(id, { state: 'inconclusive', latencyMs: 9999 });
		await cancelRunRow(await queueRun(id));
		const [row] = await database().selectFrom('run_rollups').selectAll().where('hours', '=', 1).execute();
		expect(row).toMatchObject({ runs: 2, passed: 0, failed: 0, latencies: Buffer.of() });
	});

	test('goes into the hour in which it was queued, however late it ends', async () => {
		const { id } = await makeCheck();
		const run = await makeRun(id, { state: 'running', minutesAgo: 9 * 60 });
		await recordRun(run, result('passed', 5));
		await expectExact();
		const [row] = await database().selectFrom('run_rollups').selectAll().where('hours', '=', 1).execute();
		expect(Date.now() - (row?.starts_at.getTime() ?? 0)).toBeGreaterThanOrEqual(9 * 3_600_000);
	});

	test('that is moved or judged anew is moved in the roll-ups', async () => {
		const { id } = await makeCheck();
		const run = await makeRun(id, { minutesAgo: 30, latencyMs: 70 });
		await makeRun(id, { minutesAgo: 30, latencyMs: 70 });
		await sql`update runs set queued_at = queued_at - interval '3 days' where id = ${run}`.execute(
			database(),
		);
		await expectExact();
		await sql`update runs set state = 'failed', latency_ms = 80 where id = ${run}`.execute(database());
		await expectExact();
		await sql`update runs set state = 'queued' where id = ${run}`.execute(database());
		await expectExact();
	});
});

describe('latencies', () => {
	test('are within 1.25 % of what was measured', async () => {
		const measured = Array.from({ length: 2000 }, () => 10 ** (Math.random() * 8.9 - 1.9));
		const { rows } = await sql<{ bucket: number }>`
			select latency_bucket(ms) as bucket from unnest(${measured}::float8[]) with ordinality as t (ms, nth)
			order by nth`.execute(database());
		for (const [index, { bucket }] of rows.entries()) {
			const ms = measured[index] ?? NaN;
			expect(Math.abs(bucketMs(bucket) - ms) / ms).toBeLessThanOrEqual(0.0125);
		}
	});

	test('that are round, or outside of all bounds, come back as what they are', async () => {
		const measured = [
			-1, 0, 0.001, 0.01, 0.1, 1, 9.99, 9.999, 10, 10.1, 10.11, 99.6, 500, 1000, 3e5, 1e7, 1e9,
		];
		const { rows } = await sql<{ bucket: number }>`
			select latency_bucket(ms) as bucket from unnest(${measured}::float8[]) with ordinality as t (ms, nth)
			order by nth`.execute(database());
		expect(rows.map(({ bucket }) => bucketMs(bucket))).toEqual([
			0.01, 0.01, 0.01, 0.01, 0.1, 1, 10, 10, 10, 10, 10.2, 100, 500, 1000, 3e5, 1e7, 1e7,
		]);
	});

	test('of one bucket are counted beyond what one byte holds', async () => {
		const { id } = await makeCheck();
		await sql`insert into runs (id, check_id, state, trigger, trace_id, traceparent, latency_ms, queued_at)
			select gen_random_uuid(), ${id}, 'passed', 'schedule', n::text, '', 42, now() - interval '40 days'
			from generate_series(1, 600) as n`.execute(database());
		const [row] = await database().selectFrom('run_rollups').selectAll().where('hours', '=', 6).execute();
		expect(row?.latencies).toHaveLength(3 * Math.ceil(600 / 127));
		await expectExact();
		expect((await sweepRetention(30)).runs).toBe(600);
		expect(await rolledUpRuns()).toEqual({});
		expect(await database().selectFrom('run_rollups').selectAll().execute()).toEqual([]);
	});
});

describe('what deletes runs', () => {
	test('retention takes them out, and leaves no empty roll-up', async () => {
		const [one, two] = [await makeCheck(), await makeCheck()];
		for (const { id } of [one, two])
			for (let day = 1; day < 12; day++) await makeRun(id, { minutesAgo: day * DAY, latencyMs: day * 10 });
		await sweepRetention(6);
		await expectExact();
		const { rows } = await sql`select from run_rollups where runs = 0`.execute(database());
		expect(rows).toEqual([]);
	});

	test('a check takes its roll-ups with it, and no others', async () => {
		const [one, two] = [await makeCheck(), await makeCheck()];
		for (const { id } of [one, two]) await makeRun(id);
		await deleteCheck(one.id);
		await expectExact();
		const rows = await database().selectFrom('run_rollups').select('check_id').execute();
		expect(rows.map((row) => row.check_id)).toEqual([two.id, two.id]);
	});

	test('does not block who cancels or records', async () => {
		for (let round = 0; round < 5; round++) {
			const { id } = await makeCheck();
			const runs = await Promise.all(Array.from({ length: 8 }, () => queueRun(id)));
			const ending = runs.map((run, nth) =>
				nth % 2 === 0 ? cancelRunRow(run) : recordRun(run, result('passed', 5)),
			);
			await Promise.all([...ending, deleteCheck(id)]);
		}
		expect(await rolledUpRuns()).toEqual({});
	});
});

test('whatever happens, in whatever order and however much at a time, roll-ups are what the runs add up to', async () => {
	const checks = await Promise.all(Array.from({ length: 4 }, () => makeCheck()));
	const known: string[] = [];
	const anyCheck = () => pick(checks).id;
	const start = async () => {
		known.push(await queueRun(anyCheck()));
	};
	const past = async () => {
		const { state, latencyMs } = anyResult();
		known.push(await makeRun(anyCheck(), { state, latencyMs, minutesAgo: Math.random() * 12 * DAY }));
	};
	const lateEnd = async () => {
		const run = await makeRun(anyCheck(), { state: 'running', minutesAgo: Math.random() * 12 * DAY });
		await Promise.all([recordRun(run, anyResult()), recordRun(run, anyResult())]);
	};
	const remove = () => database().deleteFrom('runs').where('id', '=', pick(known)).execute();
	const actions: (() => Promise<unknown>)[] = [
		start,
		start,
		past,
		past,
		lateEnd,
		remove,
		() => beginAttempt(pick(known), 1),
		() => recordRun(pick(known), anyResult()),
		() => recordRun(pick(known), anyResult()),
		() => cancelRunRow(pick(known)),
		() => sweepRetention(10),
	];
	await start();
	for (let round = 0; round < 12; round++) {
		await Promise.all(Array.from({ length: 30 }, () => pick(actions)()));
		await expectExact();
	}
	await deleteCheck(checks[0]?.id ?? '');
	await expectExact();
	expect(Object.keys(await rolledUpRuns()).length).toBeGreaterThan(20);
});
