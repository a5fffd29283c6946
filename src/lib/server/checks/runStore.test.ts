import { afterAll, beforeEach, describe, expect, test } from 'bun:test';
import { database } from '../database/connection';
import { openTestDatabase } from '../database/testDatabase';
import { AppError } from '../errors';
import { beginAttempt } from './beginAttempt';
import { deleteCheck, getCheck } from './checkStore';
import { runSchema, runSummarySchema, type Check } from './model';
import {
	cancelRunRow,
	createRun,
	getRun,
	listRuns,
	recordRun,
	staleQueuedRuns,
	stillOpen,
	type RunResult,
} from './runStore';
import { observationSchema, type Failure } from './schema';
import { makeCheck, makeRun } from './testRows';

const opened = await openTestDatabase();
afterAll(() => opened.drop());

let check: Check;
beforeEach(async () => {
	await database().deleteFrom('checks').execute();
	check = await makeCheck();
});

const MISSING = '00000000-0000-4000-8000-000000000000';
const FAILURE: Failure = {
	phase: 'connect',
	expectation: null,
	expected: 'a connection',
	actual: 'refused',
	message: 'The connection was refused.',
	errorCode: 'ECONNREFUSED',
	url: 'http://127.0.0.1:9/',
};
const PASSED: RunResult = {
	state: 'passed',
	failure: null,
	observation: null,
	response: null,
	latencyMs: 12.5,
	attempts: 1,
};
const FAILED: RunResult = { ...PASSED, state: 'failed', failure: FAILURE };

async function newRun() {
	const id = crypto.randomUUID();
	const traceId = id.replaceAll('-', '');
	const run = { id, checkId: check.id, traceId, traceparent: `00-${traceId}-00f067aa0ba902b7-01` };
	expect(await createRun({ ...run, trigger: 'manual' })).toBe('created');
	return run;
}

describe('a run', () => {
	test('is queued, running and recorded', async () => {
		const { id, traceId } = await newRun();
		const queued = await getRun(id);
		expect(runSchema.parse(queued)).toEqual(queued);
		expect(queued).toMatchObject({
			checkId: check.id,
			checkName: 'Shop',
			state: 'queued',
			trigger: 'manual',
			traceId,
		});
		expect(queued).toMatchObject({
			startedAt: null,
			endedAt: null,
			durationMs: null,
			latencyMs: null,
			attempts: 0,
		});
		expect(queued).not.toContainKeys(['failure', 'observation', 'response']);
		expect(await beginAttempt(id, 1)).toMatchObject({ url: check.url, retries: check.retries });
		const { startedAt } = await getRun(id);
		expect(await beginAttempt(id, 2)).not.toBeNull();
		expect(await getRun(id)).toMatchObject({ state: 'running', startedAt, attempts: 2 });
		await recordRun(id, { ...FAILED, attempts: 2 });
		const ended = await getRun(id);
		expect(runSchema.parse(ended)).toEqual(ended);
		expect(ended).toMatchObject({
			state: 'failed',
			failure: FAILURE,
			latencyMs: 12.5,
			attempts: 2,
			startedAt,
		});
		expect(ended.durationMs).toBe(Date.parse(ended.endedAt ?? '') - Date.parse(startedAt ?? ''));
	});

	test('is made once under one id', async () => {
		const run = await newRun();
		await recordRun(run.id, PASSED);
		expect(await createRun({ ...run, trigger: 'schedule' })).toBe('exists');
		expect(await getRun(run.id)).toMatchObject({ state: 'passed', trigger: 'manual' });
	});

	test('of a check that is gone is NOT_FOUND', async () => {
		const run = { ...(await newRun()), id: crypto.randomUUID(), trigger: 'manual' as const };
		await deleteCheck(check.id);
		expect(await createRun(run).catch((error: unknown) => error)).toMatchObject({ code: 'NOT_FOUND' });
		for (const id of [MISSING, 'nonsense']) {
			const error = await getRun(id).catch((thrown: unknown) => thrown);
			expect(error).toBeInstanceOf(AppError);
			expect(error).toMatchObject({ code: 'NOT_FOUND' });
		}
	});

	test('keeps whatever the target sent', async () => {
		const { id } = await newRun();
		const observation = observationSchema.parse({
			startedAt: new Date().toISOString(),
			url: 'http://127.0.0.1:9/',
			redirects: 0,
			status: 500,
			httpVersion: '1.1',
			remoteAddress: '127.0.0.1',
			certificateExpiresAt: null,
			bodyBytes: 9,
			timings: { dnsMs: null, connectMs: 1, tlsMs: null, firstByteMs: 2, transferMs: 3, totalMs: 6.5 },
			blockedMs: 0,
			failure: null,
			bodyContains: null,
			jsonPathFound: null,
		});
		const response = { status: 500, headers: { a: 'b' }, body: '\\u0000 \0 \ud800 😀', bodyTruncated: false };
		await recordRun(id, { ...FAILED, observation, response });
		const kept = await getRun(id);
		expect(kept.observation).toEqual(observation);
		expect(kept.response).toEqual({ ...response, body: '\\u0000 \ufffd \ufffd 😀' });
	});
});

describe('the end of a run', () => {
	test('is recorded once, however many try', async () => {
		const { id } = await newRun();
		const outcomes = await Promise.all(Array.from({ length: 8 }, () => recordRun(id, FAILED)));
		expect(outcomes.filter((outcome) => outcome.recorded)).toEqual([
			{ recorded: true, checkStateChange: { from: 'waiting', to: 'failing' } },
		]);
		expect(await recordRun(id, PASSED)).toEqual({ recorded: false, checkStateChange: null });
		expect((await getRun(id)).state).toBe('failed');
		expect(await recordRun(MISSING, PASSED)).toEqual({ recorded: false, checkStateChange: null });
	});

	test('moves the check by conclusive verdicts only', async () => {
		const change = async (result: RunResult) =>
			(await recordRun((await newRun()).id, result)).checkStateChange;
		expect(await change({ ...PASSED, state: 'inconclusive' })).toBeNull();
		expect((await getCheck(check.id)).state).toBe('waiting');
		expect(await change(PASSED)).toEqual({ from: 'waiting', to: 'passing' });
		const since = (await getCheck(check.id)).stateSince;
		expect(await change(PASSED)).toBeNull();
		expect(await change({ ...PASSED, state: 'error' })).toBeNull();
		expect(await getCheck(check.id)).toMatchObject({ state: 'passing', stateSince: since });
		expect(await change(FAILED)).toEqual({ from: 'passing', to: 'failing' });
		expect(Date.parse((await getCheck(check.id)).stateSince ?? '')).toBeGreaterThanOrEqual(
			Date.parse(since ?? ''),
		);
	});

	test('one change is told once when runs of a check end together', async () => {
		const runs = await Promise.all(Array.from({ length: 6 }, newRun));
		const outcomes = await Promise.all(runs.map((run) => recordRun(run.id, PASSED)));
		expect(outcomes.filter((outcome) => outcome.checkStateChange !== null)).toHaveLength(1);
	});

	test('and the deletion of its check do not block each other', async () => {
		const runs = await Promise.all(Array.from({ length: 8 }, newRun));
		const recording = Promise.all(runs.map((run) => recordRun(run.id, PASSED)));
		await Promise.all([recording, deleteCheck(check.id)]);
		expect(await listRuns({})).toEqual([]);
	});

	test('a cancelled run stays so, an ended one cannot be cancelled', async () => {
		const { id } = await newRun();
		expect(await cancelRunRow(id)).toBe(true);
		expect(await cancelRunRow(id)).toBe(false);
		expect(await beginAttempt(id, 1)).toBeNull();
		expect((await recordRun(id, FAILED)).recorded).toBe(false);
		expect(await getRun(id)).toMatchObject({ state: 'cancelled', startedAt: null, durationMs: null });
		expect((await getCheck(check.id)).state).toBe('waiting');
	});
});

describe('finding runs', () => {
	test('lists the newest first, by check, state and time, bounded', async () => {
		const other = await makeCheck({ name: 'Till' });
		const old = await makeRun(check.id, { minutesAgo: 3, state: 'failed' });
		const mid = await makeRun(other.id, { minutesAgo: 2 });
		const recent = await makeRun(check.id, { minutesAgo: 1 });
		const ids = async (filter: Parameters<typeof listRuns>[0]) =>
			(await listRuns(filter)).map((run) => run.id);
		expect(await ids({})).toEqual([recent, mid, old]);
		expect(await ids({ checkId: check.id })).toEqual([recent, old]);
		expect(await ids({ state: 'failed' })).toEqual([old]);
		expect(await ids({ limit: 2 })).toEqual([recent, mid]);
		const [, last] = await listRuns({ limit: 2 });
		expect(await ids({ before: last?.queuedAt ?? '' })).toEqual([old]);
		expect(await ids({ checkId: 'nonsense' })).toEqual([]);
		expect(await ids({ limit: 1_000_000 })).toHaveLength(3);
		for (const run of await listRuns({})) expect(runSummarySchema.parse(run)).toEqual(run);
	});

	test('tells which are still open', async () => {
		const [open, ended] = [await makeRun(check.id, { state: 'running' }), await makeRun(check.id)];
		expect(await stillOpen([open, ended, MISSING, 'nonsense'])).toEqual([open]);
		expect(await stillOpen([])).toEqual([]);
	});

	test('finds what has been queued for too long, the oldest first', async () => {
		const older = await makeRun(check.id, { state: 'queued', minutesAgo: 5 });
		const old = await makeRun(check.id, { state: 'queued', minutesAgo: 2 });
		await makeRun(check.id, { state: 'queued' });
		await makeRun(check.id, { state: 'running', minutesAgo: 5 });
		const stale = await staleQueuedRuns(60_000);
		expect(stale.map((run) => run.id)).toEqual([older, old]);
		expect(stale[0]).toEqual({
			id: older,
			checkId: check.id,
			traceparent: `00-${older.replaceAll('-', '')}-00f067aa0ba902b7-01`,
		});
	});
});
