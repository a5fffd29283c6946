import { afterAll, afterEach, beforeAll, describe, expect, test } from 'bun:test';
import { sql } from 'kysely';
import { getTelemetry } from '../../../telemetry/handle';
import { closeDatabase, database, openDatabase } from '../database/connection';
import { openTestDatabase } from '../database/testDatabase';
import { METRICS } from '../metrics';
import { pointsOf } from '../testMetrics';
import { createCheck, deleteCheck, updateCheck } from './checkStore';
import { observeFleet, readFleet } from './fleetMetrics';
import { recordRun } from './recordRun';
import { cancelRunRow, createRun } from './runStore';
import { checkInput } from './schema';

const opened = await openTestDatabase();
let stop = () => {};
beforeAll(() => {
	stop = observeFleet();
});
afterEach(() => database().deleteFrom('checks').execute());
afterAll(async () => {
	stop();
	await opened.drop();
});

async function makeCheck(name: string): Promise<string> {
	const { id } = await createCheck(
		checkInput.parse({ name, url: 'https://example.com/', intervalSeconds: null }),
	);
	return id;
}

async function queue(checkId: string): Promise<string> {
	const id = crypto.randomUUID();
	const traceId = id.replaceAll('-', '');
	await createRun({
		id,
		checkId,
		trigger: 'manual',
		traceId,
		traceparent: `00-${traceId}-${'1'.repeat(16)}-01`,
	});
	return id;
}

async function end(checkId: string, state: 'passed' | 'failed' | 'error'): Promise<void> {
	const result = { state, failure: null, observation: null, response: null, latencyMs: 12, attempts: 1 };
	await recordRun(await queue(checkId), result);
}

describe('a reading of the fleet', () => {
	test('is empty where nothing is', async () => {
		expect(await readFleet()).toEqual({ queued: 0, lagSeconds: 0, checks: [] });
	});

	test('tells checks that have a verdict and are not paused, the oldest first', async () => {
		const up = await makeCheck('up');
		// Two that are made within a millisecond have no age to tell them apart.
		await sql`update checks set created_at = created_at - interval '1 hour' where id = ${up}`.execute(
			database(),
		);
		const down = await makeCheck('down');
		const paused = await makeCheck('paused');
		await makeCheck('waiting');
		await end(up, 'passed');
		await end(down, 'failed');
		await end(down, 'error');
		await end(paused, 'passed');
		await updateCheck(paused, { enabled: false });
		expect((await readFleet()).checks).toEqual([
			{ id: up, name: 'up', up: true },
			{ id: down, name: 'down', up: false },
		]);
		await deleteCheck(up);
		expect((await readFleet()).checks.map(({ name }) => name)).toEqual(['down']);
	});

	test('counts what is queued, and says how long the oldest of it has waited', async () => {
		const checkId = await makeCheck('busy');
		const oldest = await queue(checkId);
		await queue(checkId);
		await sql`update runs set queued_at = now() - interval '90 seconds' where id = ${oldest}`.execute(
			database(),
		);
		const { queued, lagSeconds } = await readFleet();
		expect(queued).toBe(2);
		expect(lagSeconds).toBeGreaterThanOrEqual(90);
		expect(lagSeconds).toBeLessThan(200);
	});

	test('says how late a check is that nobody has started', async () => {
		const checkId = await makeCheck('late');
		await sql`update checks set interval_seconds = 60, next_due_at = now() - interval '300 seconds'
			where id = ${checkId}`.execute(database());
		const { queued, lagSeconds } = await readFleet();
		expect(queued).toBe(0);
		expect(lagSeconds).toBeGreaterThanOrEqual(300);
		await updateCheck(checkId, { enabled: false });
		expect((await readFleet()).lagSeconds).toBe(0);
	});

	test('a check that is due later is not late', async () => {
		const checkId = await makeCheck('early');
		await sql`update checks set next_due_at = now() + interval '1 hour' where id = ${checkId}`.execute(
			database(),
		);
		expect((await readFleet()).lagSeconds).toBe(0);
	});
});

describe('what is collected', () => {
	test('is the reading, without a trace of the asking, and nothing but it while the database is away', async () => {
		const up = await makeCheck('seen');
		await end(up, 'passed');
		await queue(up);
		const spansBefore = getTelemetry()?.live.traces(1)[0]?.traceId;
		expect(await pointsOf(METRICS.queueDepth)).toMatchObject([{ value: 1, attributes: {} }]);
		expect(await pointsOf(METRICS.checkUp)).toMatchObject([
			{ value: 1, attributes: { 'glasshouse.check.id': up, 'glasshouse.check.name': 'seen' } },
		]);
		expect(await pointsOf(METRICS.queueLag)).toHaveLength(1);
		expect(getTelemetry()?.live.traces(1)[0]?.traceId).toBe(spansBefore);
		stop();
		expect(await pointsOf(METRICS.checkUp)).toEqual([]);
		stop = observeFleet();
		await closeDatabase();
		expect(await pointsOf(METRICS.queueDepth)).toEqual([]);
		openDatabase(opened.url);
	});
});

test('an ended run is counted once, by its state, with the latency of its check', async () => {
	const count = async () => {
		const points = await pointsOf(METRICS.runs);
		return Object.fromEntries(
			points.map(({ attributes, value }) => [String(attributes['glasshouse.run.state']), value]),
		);
	};
	const checkId = await makeCheck('counted');
	const before = await count();
	await end(checkId, 'passed');
	const cancelled = await queue(checkId);
	await cancelRunRow(cancelled);
	await cancelRunRow(cancelled);
	await recordRun(cancelled, {
		state: 'failed',
		failure: null,
		observation: null,
		response: null,
		latencyMs: 1,
		attempts: 1,
	});
	const after = await count();
	expect((after.passed ?? 0) - (before.passed ?? 0)).toBe(1);
	expect((after.cancelled ?? 0) - (before.cancelled ?? 0)).toBe(1);
	expect(after.failed).toBe(before.failed);
	const latencies = await pointsOf(METRICS.checkLatency);
	const own = latencies.filter(({ attributes }) => attributes['glasshouse.check.id'] === checkId);
	expect(own).toMatchObject([{ value: 1, attributes: { 'glasshouse.check.name': 'counted' } }]);
});
