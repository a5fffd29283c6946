import { afterAll, expect, test } from 'bun:test';
import { makeCheck } from '../../src/lib/server/checks/testRows';
import { openTestDatabase } from '../../src/lib/server/database/testDatabase';
import { scheduledRunId } from '../../src/lib/server/workflows/runId';
import { connect } from '../../tests/support/postgres';
import { ledgerOf } from './ledger';

const opened = await openTestDatabase();
const db = await connect(opened.url);
afterAll(async () => {
	await db.end();
	await opened.drop();
});

const at = (seconds: number) => new Date(Date.UTC(2026, 10, 21, 10, 0, 0) + seconds * 1000);

/** A run of a tick, queued then, started after so many milliseconds, which took 20 more; or not started yet. */
async function makeRun(checkId: string, dueAt: Date, delayMs?: number): Promise<void> {
	const after = (ms: number) => new Date(dueAt.getTime() + ms);
	const times = delayMs === undefined ? [null, null] : [after(delayMs), after(delayMs + 20)];
	await db.query(
		`insert into runs (id, check_id, trigger, trace_id, traceparent, queued_at, started_at, ended_at, state)
		values ($1, $2, 'schedule', 'trace', 'traceparent', $3, $4, $5, $6)`,
		[scheduledRunId(checkId, dueAt), checkId, dueAt, ...times, delayMs === undefined ? 'queued' : 'passed'],
	);
}

test('counts every tick of a window, and what became of it', async () => {
	const { id } = await makeCheck();
	await db.query('update checks set interval_seconds = 10, next_due_at = $2 where id = $1', [id, at(47)]);
	// Of its ticks one lies before the window; of those at 17, 27, 37 and 47 two ran, one was dropped, one waits.
	await makeRun(id, at(7), 5);
	await makeRun(id, at(17), 100);
	await makeRun(id, at(27), 300);
	await makeRun(id, at(47));
	expect(await ledgerOf(db, { from: at(10), to: at(48) })).toEqual({
		due: 4,
		done: 2,
		dropped: 1,
		startDelayMs: { p50: 100, p99: 300, max: 300 },
		runMs: { p50: 20, p99: 20, max: 20 },
	});
	expect(await ledgerOf(db, { from: at(17), to: at(27) })).toMatchObject({ due: 1, done: 1 });
	expect(await ledgerOf(db, { from: at(100), to: at(120) })).toMatchObject({ due: 2, done: 0, dropped: 2 });
});
