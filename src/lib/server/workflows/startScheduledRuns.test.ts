import { DBOS } from '@dbos-inc/dbos-sdk';
import { getTelemetry } from '$telemetry/handle';
import { afterAll, expect, test } from 'bun:test';
import { eventually } from '../../../../tests/support/eventually';
import { createCheck } from '../checks/checkStore';
import { getRun } from '../checks/runStore';
import { checkInput } from '../checks/schema';
import { openTestDatabase } from '../database/testDatabase';
import { flushKeptTraces } from '../sessions/keepTrace';
import { withSpan } from '../telemetry';
import { startEngine, stopEngine } from './engine';
import { scheduledRunId } from './runId';
import { startScheduledRuns } from './startScheduledRuns';
import { codeOf, pathTo } from './testRuns';

const opened = await openTestDatabase();
await startEngine(opened.url);

let asked = 0;
const target = Bun.serve({
	port: 0,
	hostname: '127.0.0.1',
	fetch: () => {
		asked += 1;
		return new Response('hello');
	},
});

afterAll(async () => {
	await stopEngine(5000);
	await flushKeptTraces();
	await target.stop(true);
	await opened.drop();
});

async function makeCheck(): Promise<string> {
	const given = { name: 'check', url: target.url.href, intervalSeconds: null };
	return (await createCheck(checkInput.parse(given))).id;
}

/** Waits until a run has ended, and the engine knows. */
async function ended(runId: string) {
	await eventually('the workflow to succeed', async () => {
		const status = await DBOS.getWorkflowStatus(runId);
		return status?.status === 'SUCCESS';
	});
	return getRun(runId);
}

test('a scheduled run has a trace of its own, and is started once however often it is asked for', async () => {
	const checkId = await makeCheck();
	const due = { checkId, dueAt: new Date('2026-11-21T10:00:00Z') };
	await withSpan('claiming', () => Promise.all([1, 2, 3].map(() => startScheduledRuns([due]))));
	const run = await ended(scheduledRunId(checkId, due.dueAt));
	const spans = getTelemetry()?.live.trace(run.traceId) ?? [];
	expect(pathTo(spans, 'workflow runCheck')).toEqual(['schedule check', 'workflow runCheck']);
	expect(asked).toBe(1);
});

test('the runs of all checks that are due are started in one go, without those that were deleted meanwhile', async () => {
	const dueAt = new Date('2026-11-21T10:00:00Z');
	const due = [await makeCheck(), crypto.randomUUID(), await makeCheck()].map((checkId) => ({
		checkId,
		dueAt,
	}));
	await startScheduledRuns(due);
	const [first, gone, last] = due.map(({ checkId }) => scheduledRunId(checkId, dueAt));
	const runs = [await ended(first ?? ''), await ended(last ?? '')];
	expect(runs.map(({ state, trigger }) => [state, trigger])).toEqual([
		['passed', 'schedule'],
		['passed', 'schedule'],
	]);
	expect(runs[0]?.traceId).not.toBe(runs[1]?.traceId);
	expect(await DBOS.getWorkflowStatus(gone ?? '')).toBeNull();
});

test('nothing is started before the engine is ready', async () => {
	const due = { checkId: await makeCheck(), dueAt: new Date() };
	await stopEngine(5000);
	expect(await startScheduledRuns([due]).catch(codeOf)).toBe('UNAVAILABLE');
});
