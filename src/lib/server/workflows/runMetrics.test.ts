import { DBOS } from '@dbos-inc/dbos-sdk';
import { afterAll, expect, test } from 'bun:test';
import { sql } from 'kysely';
import { eventually } from '../../../../tests/support/eventually';
import { createCheck } from '../checks/checkStore';
import { getRun } from '../checks/runStore';
import { checkInput } from '../checks/schema';
import { config } from '../config';
import { database } from '../database/connection';
import { openTestDatabase } from '../database/testDatabase';
import { METRICS } from '../metrics';
import { flushKeptTraces } from '../sessions/keepTrace';
import { pointsOf, valueOf } from '../testMetrics';
import { startEngine, stopEngine } from './engine';
import { startRun } from './startRun';
import { takeOver } from './takeover';

const opened = await openTestDatabase();
await startEngine(opened.url);

const answers = [503, 200];
const target = Bun.serve({
	port: 0,
	hostname: '127.0.0.1',
	fetch: () => new Response('', { status: answers.shift() ?? 200 }),
});

afterAll(async () => {
	await stopEngine(5000);
	await flushKeptTraces();
	await target.stop(true);
	await opened.drop();
});

/** Everything that a run adds to, as it stands now. */
async function counted() {
	const step = (name: string) => valueOf(METRICS.stepDuration, { 'glasshouse.step': name });
	return {
		passed: await valueOf(METRICS.runs, {
			'glasshouse.run.state': 'passed',
			'glasshouse.run.trigger': 'manual',
		}),
		steps: await Promise.all(['request', 'judge', 'record', 'notify'].map(step)),
		retries: await valueOf(METRICS.retries, { 'glasshouse.verdict': 'failed' }),
		webhooks: (await pointsOf(METRICS.webhooks)).reduce((sum, { value }) => sum + value, 0),
		active: await valueOf(METRICS.activeRuns, {}),
	};
}

function succeeded(runId: string) {
	return eventually('the workflow to succeed', async () => {
		const status = await DBOS.getWorkflowStatus(runId);
		return status?.status === 'SUCCESS';
	});
}

test('a run is counted with its steps, its retry and its webhook; one that is replayed is not counted again', async () => {
	const { origin } = target.url;
	const { id } = await createCheck(
		checkInput.parse({
			name: 'check',
			url: `${origin}/`,
			intervalSeconds: null,
			retries: 1,
			webhookUrl: `${origin}/hook`,
		}),
	);
	const before = await counted();
	const { runId } = await startRun(id, 'manual');
	await succeeded(runId);
	expect(await getRun(runId)).toMatchObject({ state: 'passed', attempts: 2 });
	await eventually('the execution to be over', async () => (await counted()).active === before.active);
	const after = await counted();
	expect(after).toEqual({
		passed: before.passed + 1,
		steps: before.steps.map((count, at) => count + (at < 2 ? 2 : 1)),
		retries: before.retries + 1,
		webhooks: before.webhooks + 1,
		active: before.active,
	});

	await sql`update dbos.workflow_status set status = 'PENDING', executor_id = 'gone', output = null
		where workflow_uuid = ${runId}`.execute(database());
	expect(await takeOver(config().instanceId)).toBe(1);
	await succeeded(runId);
	expect(await counted()).toEqual(after);
});
