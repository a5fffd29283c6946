import { ROOT_CONTEXT, trace, TraceFlags } from '@opentelemetry/api';
import { getTelemetry } from '$telemetry/handle';
import { afterAll, expect, spyOn, test } from 'bun:test';
import { sql } from 'kysely';
import pg from 'pg';
import { makeCheck, makeRun } from '../checks/testRows';
import { database } from '../database/connection';
import { openTestDatabase } from '../database/testDatabase';
import { subscribeRun, type RunChange } from './liveRun';

const opened = await openTestDatabase();
afterAll(() => opened.drop());

/** More than changes are held back for. */
const A_WHILE_MS = 250;

async function queuedRun(): Promise<string> {
	const { id } = await makeCheck();
	return makeRun(id, { state: 'queued' });
}

/** A span in the trace of a run, begun and ended. */
function spanOf(runId: string): void {
	const place = {
		traceId: runId.replaceAll('-', ''),
		spanId: '00f067aa0ba902b7',
		traceFlags: TraceFlags.SAMPLED,
	};
	trace.getTracer('test').startSpan('step test', {}, trace.setSpanContext(ROOT_CONTEXT, place)).end();
}

test('tells all that is known before anything that changes, however long the database takes', async () => {
	const runId = await queuedRun();
	const other = new pg.Client(opened.url);
	await other.connect();
	await other.query('begin; lock table trace_parts in access exclusive mode');
	const changes: RunChange[] = [];
	const subscribing = subscribeRun(runId, (change) => changes.push(change));
	while ((await other.query('select 1 from pg_locks where not granted')).rowCount === 0);
	spanOf(runId);
	await Bun.sleep(A_WHILE_MS);
	expect(changes).toEqual([]);
	await other.query('rollback');
	const leave = await subscribing;
	expect(changes).toMatchObject([{ run: { id: runId }, spans: [{ name: 'step test' }] }]);
	leave();
	await other.end();
});

test('listens to nothing where the kept parts cannot be read', async () => {
	const runId = await queuedRun();
	const live = getTelemetry()?.live;
	if (live === undefined) throw new Error('bunfig.toml preloads ./telemetry.ts for tests');
	const subscribed = spyOn(live, 'subscribeTrace');
	await sql`alter table trace_parts rename to gone`.execute(database());
	expect(await subscribeRun(runId, () => {}).catch(String)).toMatch(/trace_parts/);
	await sql`alter table gone rename to trace_parts`.execute(database());
	expect(subscribed).not.toHaveBeenCalled();
	subscribed.mockRestore();
});
