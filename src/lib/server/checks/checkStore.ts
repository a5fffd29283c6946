import { sql, type Insertable, type Selectable, type Updateable } from 'kysely';
import { database } from '../database/connection';
import type { ChecksTable } from '../database/schema';
import { AppError } from '../errors';
import { lastDay } from './lastDay';
import type { Check } from './model';
import { isUuid, toCheck, type CheckRow } from './rows';
import type { CheckInput, CheckPatch } from './schema';

/** SQLSTATE: text that PostgreSQL cannot hold, such as a NUL character or half a surrogate pair. */
const UNSTORABLE = new Set(['22021', '22P02', '22P05']);

/** The oldest first whose name or address contains a text, in whatever case, or whose id begins with it. */
export async function findChecks(text: string, most: number): Promise<FoundCheck[]> {
	const wanted = text.toLowerCase();
	// PostgreSQL holds no such text, nor does it take one to compare with.
	if (wanted.includes('\0')) return [];
	return database()
		.selectFrom('checks')
		.select(['id', 'name', 'method', 'url'])
		.where((check) =>
			check.or([
				sql<boolean>`position(${wanted} in lower(name)) > 0`,
				sql<boolean>`position(${wanted} in lower(url)) > 0`,
				sql<boolean>`starts_with(id::text, ${wanted})`,
			]),
		)
		.orderBy('created_at')
		.orderBy('id')
		.limit(most)
		.execute();
}

export type FoundCheck = Pick<Selectable<ChecksTable>, 'id' | 'name' | 'method' | 'url'>;

/** @throws AppError NOT_FOUND */
export async function getCheck(id: string): Promise<Check> {
	if (!isUuid(id)) throw notFound(id);
	const row = await database().selectFrom('checks').selectAll().where('id', '=', id).executeTakeFirst();
	if (row === undefined) throw notFound(id);
	return withLatency(row);
}

/** The first scheduled run is due at once. @throws AppError BAD_REQUEST for text that cannot be stored */
export async function createCheck(input: CheckInput): Promise<Check> {
	const row = await storable(() =>
		database().insertInto('checks').values(newRow(input)).returningAll().executeTakeFirstOrThrow(),
	);
	return toCheck(row, null);
}

/** The row of a new check, its id included. */
export function newRow(input: CheckInput): Insertable<ChecksTable> {
	return {
		id: crypto.randomUUID(),
		name: input.name,
		url: input.url,
		method: input.method,
		headers: JSON.stringify(input.headers),
		body: input.body,
		interval_seconds: input.intervalSeconds,
		timeout_ms: input.timeoutMs,
		retries: input.retries,
		expect: JSON.stringify(input.expect),
		webhook_url: input.webhookUrl,
		enabled: input.enabled,
		next_due_at: input.enabled && input.intervalSeconds !== null ? new Date() : null,
	};
}

/**
 * Changes what the patch names. A new interval, or being switched on again, makes the check due at once.
 * @throws AppError NOT_FOUND, BAD_REQUEST
 */
export async function updateCheck(id: string, patch: CheckPatch): Promise<Check> {
	if (!isUuid(id)) throw notFound(id);
	const row = await storable(() =>
		database()
			.updateTable('checks')
			.set({ ...changes(patch), updated_at: sql<Date>`now()`, next_due_at: nextDue(patch) })
			.where('id', '=', id)
			.returningAll()
			.executeTakeFirst(),
	);
	if (row === undefined) throw notFound(id);
	return withLatency(row);
}

/** What is `undefined` here is left as it is. */
function changes(patch: CheckPatch): Updateable<ChecksTable> {
	return {
		name: patch.name,
		url: patch.url,
		method: patch.method,
		headers: patch.headers && JSON.stringify(patch.headers),
		body: patch.body,
		interval_seconds: patch.intervalSeconds,
		timeout_ms: patch.timeoutMs,
		retries: patch.retries,
		expect: patch.expect && JSON.stringify(patch.expect),
		webhook_url: patch.webhookUrl,
		enabled: patch.enabled,
	};
}

/** On the right of `set`, a column has its old value: what changes is told by comparing it with the new one. */
function nextDue({ enabled, intervalSeconds }: CheckPatch) {
	const on = sql<boolean>`coalesce(${enabled ?? null}::boolean, enabled)`;
	const seconds =
		intervalSeconds === undefined
			? sql<number | null>`interval_seconds`
			: sql<number | null>`${intervalSeconds}::integer`;
	return sql<Date | null>`case
		when not ${on} or ${seconds} is null then null
		when next_due_at is null or interval_seconds is distinct from ${seconds} then now()
		else next_due_at end`;
}

/** Its runs go with it. @throws AppError NOT_FOUND */
export async function deleteCheck(id: string): Promise<void> {
	if (!isUuid(id)) throw notFound(id);
	const { numDeletedRows } = await database().deleteFrom('checks').where('id', '=', id).executeTakeFirst();
	if (numDeletedRows === 0n) throw notFound(id);
}

export interface DueCheck {
	checkId: string;
	/** The latest tick of its schedule: the same for every process that would have claimed it. */
	dueAt: Date;
}

/**
 * Takes checks that are due, for this process alone, the longest due first. Each is set to its next tick in the
 * future: ticks that were missed are dropped, and however many there were, the check runs once.
 */
export async function claimDueChecks(limit: number): Promise<DueCheck[]> {
	const claimed = await sql<{ id: string; due_at: Date }>`
		with due as (
			select id, next_due_at as first_tick, make_interval(secs => interval_seconds) as every,
				floor(extract(epoch from now() - next_due_at) / interval_seconds) as missed
			from checks
			where next_due_at <= now() and enabled and interval_seconds is not null
			order by next_due_at
			limit ${limit}
			for update skip locked
		)
		update checks set next_due_at = first_tick + (missed + 1) * every
		from due where checks.id = due.id
		returning checks.id, first_tick + missed * every as due_at`.execute(database());
	return claimed.rows.map((row) => ({ checkId: row.id, dueAt: row.due_at }));
}

async function withLatency(row: CheckRow): Promise<Check> {
	const { together } = await lastDay([row.id]);
	return toCheck(row, together.p95Ms);
}

async function storable<T>(write: () => Promise<T>): Promise<T> {
	try {
		return await write();
	} catch (error) {
		if (!(error instanceof Error && 'code' in error && UNSTORABLE.has(String(error.code)))) throw error;
		throw new AppError('BAD_REQUEST', 'Expected text without NUL characters and unpaired surrogates', {
			cause: error,
		});
	}
}

function notFound(id: string): AppError {
	return new AppError('NOT_FOUND', `There is no check ${id.slice(0, 100)}`);
}
