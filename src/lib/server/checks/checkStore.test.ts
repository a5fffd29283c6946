import { afterAll, beforeEach, describe, expect, test } from 'bun:test';
import { sql } from 'kysely';
import { database } from '../database/connection';
import { openTestDatabase } from '../database/testDatabase';
import { AppError } from '../errors';
import { claimDueChecks, createCheck, deleteCheck, findChecks, getCheck, updateCheck } from './checkStore';
import { checkSchema } from './model';
import { listRuns } from './runStore';
import { allChecks, input, isDue, makeCheck, makeRun } from './testRows';

const opened = await openTestDatabase();
afterAll(() => opened.drop());
beforeEach(() => database().deleteFrom('checks').execute());

const MISSING = '00000000-0000-4000-8000-000000000000';

async function codeOf(promise: Promise<unknown>): Promise<string> {
	const error = await promise.catch((thrown: unknown) => thrown);
	return error instanceof AppError ? error.code : `no AppError: ${String(error)}`;
}

/** Moves the check's next run into the past. */
async function makeDue(id: string, secondsAgo: number): Promise<Date> {
	const due = new Date(Date.now() - secondsAgo * 1000);
	await database().updateTable('checks').set({ next_due_at: due }).where('id', '=', id).execute();
	return due;
}

describe('keeping checks', () => {
	test('a check comes back as it was given', async () => {
		const given = input({
			method: 'POST',
			headers: { 'X-Shop': 'one "two"' },
			body: '{"a": "ü😀"}',
			expect: { status: '200-299', jsonPath: { path: '$.a', equals: null } },
			webhookUrl: 'https://example.org/hook',
			retries: 2,
		});
		const made = await createCheck(given);
		expect(made).toMatchObject({ ...given, state: 'waiting', stateSince: null });
		expect(checkSchema.parse(made)).toEqual(made);
		expect(await getCheck(made.id)).toEqual(made);
		expect(await allChecks()).toEqual([made]);
	});

	test('a change touches only what it names', async () => {
		const made = await makeCheck({ body: 'x', expect: { status: 200 } });
		const changed = await updateCheck(made.id, { name: 'Till', body: null });
		expect(changed).toEqual({ ...made, name: 'Till', body: null, updatedAt: changed.updatedAt });
		expect(Date.parse(changed.updatedAt)).toBeGreaterThanOrEqual(Date.parse(made.updatedAt));
	});

	test('are found by a part of their name or address in whatever case, or by how their id begins', async () => {
		const [shop, till] = [await makeCheck({ name: '100% Shöp_' }), await makeCheck({ name: 'Till' })];
		const other = await makeCheck({ name: 'Other', url: 'https://Example.org/TILL' });
		// Not in the millisecond of the others, where chance would decide what comes first.
		await sql`update checks set created_at = created_at + interval '1 second' where id = ${other.id}`.execute(
			database(),
		);
		const names = async (text: string, most = 9) => (await findChecks(text, most)).map(({ name }) => name);
		expect(await names('SHÖP')).toEqual(['100% Shöp_']);
		expect(await names('till')).toEqual(['Till', 'Other']);
		expect(await names('till', 1)).toEqual(['Till']);
		expect(await names(till.id.slice(0, 13))).toEqual(['Till']);
		expect(await names(shop.id.slice(1))).toEqual([]);
		expect(await names('%')).toEqual(['100% Shöp_']);
		expect(await names('nothing like it')).toEqual([]);
	});

	test('deleting a check takes its runs with it', async () => {
		const made = await makeCheck();
		await makeRun(made.id);
		await deleteCheck(made.id);
		expect(await listRuns({})).toEqual([]);
		expect(await codeOf(getCheck(made.id))).toBe('NOT_FOUND');
	});

	test('what is not there is NOT_FOUND, malformed ids included', async () => {
		for (const id of [MISSING, 'nonsense', "'; drop table checks; --"]) {
			expect(await codeOf(getCheck(id))).toBe('NOT_FOUND');
			expect(await codeOf(updateCheck(id, { name: 'x' }))).toBe('NOT_FOUND');
			expect(await codeOf(deleteCheck(id))).toBe('NOT_FOUND');
		}
	});

	test('text that PostgreSQL cannot hold is a bad request', async () => {
		expect(await codeOf(makeCheck({ body: 'a\0b' }))).toBe('BAD_REQUEST');
		expect(await codeOf(makeCheck({ expect: { bodyContains: 'a\0b' } }))).toBe('BAD_REQUEST');
		const made = await makeCheck();
		expect(await codeOf(updateCheck(made.id, { expect: { bodyContains: '\ud800' } }))).toBe('BAD_REQUEST');
	});

	test('a passing check whose latency comes near its budget is slow', async () => {
		const made = await makeCheck({ timeoutMs: 1000 });
		await database().updateTable('checks').set({ state: 'passing' }).where('id', '=', made.id).execute();
		await makeRun(made.id, { latencyMs: 900 });
		expect((await getCheck(made.id)).state).toBe('slow');
		expect((await updateCheck(made.id, { enabled: false })).state).toBe('paused');
	});
});

describe('when a check is due', () => {
	test('a new one is due at once, unless it is off or has no interval', async () => {
		expect(isDue(await makeCheck({ intervalSeconds: 60 }))).toBe(true);
		expect((await makeCheck({ intervalSeconds: null })).nextDueAt).toBeNull();
		expect((await makeCheck({ enabled: false })).nextDueAt).toBeNull();
	});

	test('a change of interval or of being on decides anew, others do not', async () => {
		const { id } = await makeCheck({ intervalSeconds: 60 });
		const future = new Date(Date.now() + 50_000);
		await database().updateTable('checks').set({ next_due_at: future }).where('id', '=', id).execute();
		const unchanged = await updateCheck(id, { name: 'x', intervalSeconds: 60, enabled: true });
		expect(unchanged.nextDueAt).toBe(future.toISOString());
		expect((await updateCheck(id, { intervalSeconds: null })).nextDueAt).toBeNull();
		expect(isDue(await updateCheck(id, { intervalSeconds: 30 }))).toBe(true);
		expect((await updateCheck(id, { enabled: false })).nextDueAt).toBeNull();
		expect((await updateCheck(id, { intervalSeconds: 40 })).nextDueAt).toBeNull();
		expect((await updateCheck(id, { enabled: true })).nextDueAt).not.toBeNull();
	});
});

describe('claiming', () => {
	test('a check on time is claimed with its tick and set to the next one', async () => {
		const { id } = await makeCheck({ intervalSeconds: 60 });
		const due = await makeDue(id, 2);
		expect(await claimDueChecks(10)).toEqual([{ checkId: id, dueAt: due }]);
		expect((await getCheck(id)).nextDueAt).toBe(new Date(due.getTime() + 60_000).toISOString());
		expect(await claimDueChecks(10)).toEqual([]);
	});

	test('missed ticks are dropped: the check runs once, under the latest of them', async () => {
		const { id } = await makeCheck({ intervalSeconds: 10 });
		const due = await makeDue(id, 3605);
		expect(await claimDueChecks(10)).toEqual([{ checkId: id, dueAt: new Date(due.getTime() + 3_600_000) }]);
		expect((await getCheck(id)).nextDueAt).toBe(new Date(due.getTime() + 3_610_000).toISOString());
	});

	test('the longest due come first, no more than asked for, and none that is off', async () => {
		const [late, later, off] = [await makeCheck(), await makeCheck(), await makeCheck()];
		await makeDue(late.id, 20);
		await makeDue(later.id, 30);
		await updateCheck(off.id, { enabled: false });
		await makeDue(off.id, 40);
		expect((await claimDueChecks(1)).map((due) => due.checkId)).toEqual([later.id]);
		expect((await claimDueChecks(5)).map((due) => due.checkId)).toEqual([late.id]);
	});

	test('many claimers at a time share the due checks, each claimed once', async () => {
		const made = await Promise.all(Array.from({ length: 60 }, () => makeCheck()));
		const claims = await Promise.all(Array.from({ length: 12 }, () => claimDueChecks(20)));
		const claimed = claims.flat().map((due) => due.checkId);
		expect(claimed.toSorted()).toEqual(made.map((check) => check.id).toSorted());
	});

	test('a check that another process holds is passed over', async () => {
		const [held, free] = [await makeCheck(), await makeCheck()];
		await database()
			.transaction()
			.execute(async (trx) => {
				await sql`select 1 from checks where id = ${held.id} for update`.execute(trx);
				expect((await claimDueChecks(10)).map((due) => due.checkId)).toEqual([free.id]);
			});
	});
});
