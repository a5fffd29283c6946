import { DBOS } from '@dbos-inc/dbos-sdk';
import { getTelemetry } from '$telemetry/handle';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { sql } from 'kysely';
import { eventually } from '../../../../tests/support/eventually';
import { createCheck, deleteCheck, getCheck } from '../checks/checkStore';
import { getRun } from '../checks/runStore';
import { checkInput } from '../checks/schema';
import { config } from '../config';
import { database } from '../database/connection';
import { openTestDatabase } from '../database/testDatabase';
import { getTrace } from '../observe/traces';
import { flushKeptTraces } from '../sessions/keepTrace';
import { withSpan } from '../telemetry';
import { activeRunCount } from './activeRuns';
import { cancelRun } from './cancelRun';
import { engineReady, startEngine, stopEngine } from './engine';
import { scheduledRunId } from './runId';
import { startScheduledRuns } from './startScheduledRuns';
import { startFirstRun, startRun } from './startRun';
import { mendRuns } from './sweeper';
import { takeOver } from './takeover';
import { codeOf, pathTo, rowLongAgo } from './testRuns';

type Answer = (request: Request) => Response | Promise<Response>;

const opened = await openTestDatabase();
await startEngine(opened.url);

let answer: Answer;
const asked: { path: string; traceparent: string | null; body: string }[] = [];
const target = Bun.serve({
	port: 0,
	hostname: '127.0.0.1',
	fetch: async (request) => {
		const path = new URL(request.url).pathname;
		asked.push({ path, traceparent: request.headers.get('traceparent'), body: await request.text() });
		return path === '/hook' ? new Response('taken') : answer(request);
	},
});

beforeEach(() => {
	asked.length = 0;
	answer = () => new Response('hello');
});
afterEach(() => database().deleteFrom('checks').execute());
afterAll(async () => {
	await stopEngine(5000);
	await flushKeptTraces();
	await target.stop(true);
	await opened.drop();
});

async function makeCheck(given: object = {}): Promise<string> {
	const url = `${target.url.origin}/target`;
	const { id } = await createCheck(checkInput.parse({ name: 'check', url, intervalSeconds: null, ...given }));
	return id;
}

function ended(runId: string) {
	return eventually('the run to end', async () => {
		const run = await getRun(runId);
		return run.endedAt !== null && run;
	});
}

function workflowOf(runId: string, status: string) {
	return eventually(`the workflow to be ${status}`, async () => {
		return (await DBOS.getWorkflowStatus(runId))?.status === status;
	});
}

function started(runId: string) {
	return eventually(
		'the request to be made',
		async () => (await getRun(runId)).state === 'running' && asked.length > 0,
	);
}

describe('a run', () => {
	test('is one trace, from whoever asked for it to the target', async () => {
		const checkId = await makeCheck();
		const { runId, traceId } = await withSpan('asked for', () => startRun(checkId, 'manual'));
		expect(await ended(runId)).toMatchObject({ state: 'passed', traceId, trigger: 'manual', attempts: 1 });
		await workflowOf(runId, 'SUCCESS');
		const spans = getTelemetry()?.live.trace(traceId) ?? [];
		expect(pathTo(spans, 'step request')).toEqual(['asked for', 'workflow runCheck', 'step request']);
		for (const step of ['step judge', 'step record', 'step notify']) {
			expect(pathTo(spans, step)).toEqual(['asked for', 'workflow runCheck', step]);
		}
		expect(asked[0]?.traceparent?.slice(3, 35)).toBe(traceId);
		expect(
			spans.filter(({ attributes }) => String(attributes['db.query.text']).includes('workflow_status')),
		).toEqual([]);
	});

	test('that is asked for when a check is made takes the place of the one that its schedule begins with', async () => {
		const check = await getCheck(await makeCheck({ intervalSeconds: 60 }));
		const first = await startFirstRun(check);
		const dueAt = new Date(check.nextDueAt ?? 0);
		expect(first.runId).toBe(scheduledRunId(check.id, dueAt));
		await startScheduledRuns([{ checkId: check.id, dueAt }]);
		expect(await ended(first.runId)).toMatchObject({ state: 'passed', trigger: 'manual' });
		await workflowOf(first.runId, 'SUCCESS');
		expect(asked).toHaveLength(1);
		const { runId } = await startFirstRun(await getCheck(await makeCheck()));
		await workflowOf(runId, 'SUCCESS');
		expect(asked).toHaveLength(2);
	});

	test('that fails is made again, keeps what came back, and tells the webhook of the change', async () => {
		answer = () => new Response('out of order', { status: 503 });
		const checkId = await makeCheck({ retries: 1, webhookUrl: `${target.url.origin}/hook` });
		const { runId, traceId } = await startRun(checkId, 'manual');
		const run = await ended(runId);
		expect(run).toMatchObject({
			state: 'failed',
			attempts: 2,
			failure: { expectation: 'status' },
			response: { status: 503, body: 'out of order' },
		});
		await workflowOf(runId, 'SUCCESS');
		expect(asked.map(({ path }) => path)).toEqual(['/target', '/target', '/hook']);
		expect(JSON.parse(asked[2]?.body ?? '')).toMatchObject({
			check: { id: checkId },
			from: 'waiting',
			to: 'failing',
			run: { id: runId },
			failure: { expectation: 'status' },
		});
		const names = (getTelemetry()?.live.trace(traceId) ?? []).map(({ name }) => name);
		expect(names.filter((name) => name === 'back-off')).toHaveLength(1);
	}, 20_000);

	test('that passes at the second attempt leaves nothing of the first', async () => {
		answer = () => new Response('', { status: asked.length === 1 ? 500 : 200 });
		const { runId } = await startRun(await makeCheck({ retries: 3 }), 'manual');
		const run = await ended(runId);
		expect(run).toMatchObject({ state: 'passed', attempts: 2 });
		expect(run.response).toBeUndefined();
	}, 20_000);

	test('that this process itself spoilt is made once more', async () => {
		answer = () => {
			const until = performance.now() + (asked.length === 1 ? 1500 : 0);
			while (performance.now() < until);
			return new Response('hello');
		};
		const { runId } = await startRun(await makeCheck({ expect: { maxDurationMs: 1000 } }), 'manual');
		expect(await ended(runId)).toMatchObject({ state: 'passed', attempts: 2 });
	}, 20_000);

	test('with a webhook that cannot be reached is what it is', async () => {
		const checkId = await makeCheck({ webhookUrl: 'http://127.0.0.1:9/hook' });
		const { runId } = await startRun(checkId, 'manual');
		expect(await ended(runId)).toMatchObject({ state: 'passed' });
		await workflowOf(runId, 'SUCCESS');
	});

	test('that Glasshouse itself breaks ends in error, under an id that its log has', async () => {
		const checkId = await makeCheck();
		await sql`update checks set url = 'not a URL' where id = ${checkId}`.execute(database());
		const { runId } = await startRun(checkId, 'manual');
		const run = await ended(runId);
		expect(run).toMatchObject({ state: 'error', failure: { errorCode: 'INTERNAL' } });
		expect(run.failure?.message).toMatch(/[0-9a-f]{8}-[0-9a-f-]{27}/);
		await workflowOf(runId, 'SUCCESS');
	});
});

describe('cancelRun', () => {
	test('ends a run at once and aborts its request', async () => {
		const aborted = Promise.withResolvers<boolean>();
		answer = async (request) => {
			request.signal.addEventListener('abort', () => aborted.resolve(true));
			await aborted.promise;
			return new Response('too late');
		};
		const { runId } = await startRun(await makeCheck(), 'manual');
		await started(runId);
		await cancelRun(runId);
		expect(await getRun(runId)).toMatchObject({ state: 'cancelled' });
		expect(await aborted.promise).toBe(true);
		await eventually('the run to be let go', () => activeRunCount() === 0);
		expect(await getRun(runId)).toMatchObject({ state: 'cancelled' });
	});

	test('aborts a run whose row another process ended', async () => {
		const release = Promise.withResolvers<Response>();
		answer = () => release.promise;
		const { runId } = await startRun(await makeCheck(), 'manual');
		await started(runId);
		await sql`update runs set state = 'cancelled', ended_at = now() where id = ${runId}`.execute(database());
		await eventually('the run to be let go', () => activeRunCount() === 0);
		release.resolve(new Response('too late'));
	});

	test('refuses a run that has ended, and one that never was', async () => {
		const { runId } = await startRun(await makeCheck(), 'manual');
		await ended(runId);
		expect(await cancelRun(runId).catch(codeOf)).toBe('CONFLICT');
		expect(await cancelRun(crypto.randomUUID()).catch(codeOf)).toBe('NOT_FOUND');
	});

	test('a check deleted meanwhile ends its run quietly', async () => {
		const release = Promise.withResolvers<Response>();
		answer = () => release.promise;
		const checkId = await makeCheck();
		const { runId } = await startRun(checkId, 'manual');
		await started(runId);
		await deleteCheck(checkId);
		release.resolve(new Response('hello'));
		await workflowOf(runId, 'SUCCESS');
		expect(await getRun(runId).catch(codeOf)).toBe('NOT_FOUND');
	});
});

describe('what a crash leaves behind', () => {
	test('a row whose workflow was never started is started, once', async () => {
		const runId = await rowLongAgo(await makeCheck());
		await Promise.all([mendRuns(), mendRuns()]);
		expect(await ended(runId)).toMatchObject({ state: 'passed' });
		await workflowOf(runId, 'SUCCESS');
		expect(asked).toHaveLength(1);
	});

	test('a row whose workflow was given up ends in error', async () => {
		const checkId = await makeCheck();
		const { runId } = await startRun(checkId, 'manual');
		await ended(runId);
		await workflowOf(runId, 'SUCCESS');
		await sql`update runs set state = 'running', ended_at = null, started_at = now() - interval '1 hour'
			where id = ${runId}`.execute(database());
		await mendRuns();
		expect(await getRun(runId)).toMatchObject({ state: 'error', failure: { errorCode: 'INTERNAL' } });
	});

	test('the runs of a process that is gone are taken over once, those of living ones are not', async () => {
		const checkId = await makeCheck();
		const [gone, living] = [await orphan(checkId, 'gone'), await orphan(checkId, 'living')];
		await sql`insert into instances (id, incarnation, beat_at) values
			('gone', gen_random_uuid(), now() - interval '31 seconds'),
			('living', gen_random_uuid(), now() - interval '29 seconds')`.execute(database());
		const taken = await Promise.all([takeOver(config().instanceId), takeOver(config().instanceId)]);
		expect(taken.toSorted()).toEqual([0, 1]);
		expect(await ended(gone)).toMatchObject({ state: 'passed' });
		expect((await DBOS.getWorkflowStatus(living))?.executorId).toBe('living');
		const left = await database().selectFrom('instances').select('id').execute();
		expect(left).toEqual([{ id: 'living' }]);
		await DBOS.cancelWorkflow(living);
	});
});

test('a trace is kept with its run, and read back when nothing of it is live any more', async () => {
	const { runId, traceId } = await withSpan('asked for', async () => startRun(await makeCheck(), 'manual'));
	await ended(runId);
	const kept = await eventually('the trace to be kept', async () => {
		const { rows } = await sql<{ n: number }>`
			select count(*)::int as n from trace_parts where run_id = ${runId}`.execute(database());
		return rows[0]?.n === 1;
	});
	expect(kept).toBe(true);
	const { spans, logs } = await getTrace(traceId);
	expect(spans.map(({ name }) => name)).toContain('step record');
	expect(logs.map(({ message }) => message)).toContain('workflow started');
	expect(await getTrace('0'.repeat(31) + '1').catch(codeOf)).toBe('NOT_FOUND');
});

test('nothing is started before the engine is ready', async () => {
	const checkId = await makeCheck();
	await stopEngine(5000);
	expect(engineReady()).toBe(false);
	expect(await startRun(checkId, 'manual').catch(codeOf)).toBe('UNAVAILABLE');
	await startEngine(opened.url);
	const { runId } = await startRun(checkId, 'manual');
	expect(await ended(runId)).toMatchObject({ state: 'passed' });
});

/** A run that another process has under way, as that one left it in the database. */
async function orphan(checkId: string, owner: string): Promise<string> {
	const { runId } = await startRun(checkId, 'manual');
	await ended(runId);
	await workflowOf(runId, 'SUCCESS');
	await sql`delete from dbos.operation_outputs where workflow_uuid = ${runId}`.execute(database());
	await sql`update dbos.workflow_status set status = 'PENDING', executor_id = ${owner}, output = null
		where workflow_uuid = ${runId}`.execute(database());
	await sql`update runs set state = 'running', ended_at = null where id = ${runId}`.execute(database());
	return runId;
}
