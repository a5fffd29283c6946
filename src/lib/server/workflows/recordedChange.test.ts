import { afterAll, expect, test } from 'bun:test';
import { recordRun, type RunResult } from '../checks/runStore';
import { makeCheck, makeRun } from '../checks/testRows';
import { openTestDatabase } from '../database/testDatabase';
import { recordedChange } from './recordedChange';

const opened = await openTestDatabase();
afterAll(() => opened.drop());

const result = (state: RunResult['state']): RunResult => ({
	state,
	failure: null,
	observation: null,
	response: null,
	latencyMs: null,
	attempts: 1,
});

test('tells again how a run changed its check, as recordRun told it the first time', async () => {
	const { id } = await makeCheck();
	for (const state of ['passed', 'passed', 'failed', 'inconclusive', 'passed'] as const) {
		const runId = await makeRun(id, { state: 'running' });
		const first = await recordRun(runId, result(state));
		expect(first.recorded).toBe(true);
		expect(await recordRun(runId, result(state))).toEqual({ recorded: false, checkStateChange: null });
		expect(await recordedChange(runId)).toEqual(first.checkStateChange);
	}
});

test('an unknown run changed nothing', async () => {
	expect(await recordedChange(crypto.randomUUID())).toBeNull();
});
