import { sql } from 'kysely';
import { config } from '../config';
import { database, openPool } from '../database/connection';
import { logger } from '../logger';
import { incarnation } from '../process/perProcess';
import { pack, unpack, type TraceContent } from './traceContent';
import type { KeptTrace } from './traceKeeper';

/** One process' part of a trace. */
export interface TracePart extends TraceContent {
	traceId: string;
	runId: string;
	instanceId: string;
	updatedAt: Date;
}

/** This process as the owner of its parts: a restarted one must not write over what its former life had kept. */
export function partOwner(): string {
	return `${config().instanceId}#${incarnation()}`;
}

const COLUMNS = 4;

/**
 * Keeps this process' parts with their runs, each in place of the one it kept before; none where the run is deleted.
 * Each run may stand in `traces` once.
 */
export async function writeParts(traces: readonly KeptTrace[]): Promise<void> {
	const owner = partOwner();
	const values = traces.flatMap(({ traceId, runId, content }) => [traceId, owner, runId, pack(content)]);
	const row = (_: KeptTrace, at: number) => {
		const first = at * COLUMNS + 1;
		return `($${first}, $${first + 1}, $${first + 2}::uuid, $${first + 3}::bytea)`;
	};
	await openPool().query(
		`insert into trace_parts (trace_id, instance_id, run_id, content, updated_at)
		select part.*, now() from (values ${traces.map(row).join(', ')}) as part (trace_id, instance_id, run_id, content)
		where exists (select from runs where runs.id = part.run_id)
		on conflict (trace_id, instance_id) do update set content = excluded.content, updated_at = excluded.updated_at`,
		values,
	);
}

/**
 * Every process' part of a trace, oldest first.
 * @param since leaves out what has not changed after that time; compared in milliseconds, as a Date has them
 */
export async function readParts(traceId: string, since = new Date(0)): Promise<TracePart[]> {
	const rows = await database()
		.selectFrom('trace_parts')
		.selectAll()
		.where('trace_id', '=', traceId)
		.where(sql<boolean>`date_trunc('milliseconds', updated_at) > ${since}`)
		.orderBy('updated_at')
		.execute();
	return unpackAll(rows);
}

/** What there is to be read of a part. */
export interface PartHead {
	traceId: string;
	runId: string;
	updatedAt: Date;
}

/** Which parts there are of the newest runs, without what they hold. @param limit so many runs */
export async function newestHeads(limit: number): Promise<PartHead[]> {
	const { rows } = await sql<PartHead>`
		select p.trace_id as "traceId", p.run_id as "runId", p.updated_at as "updatedAt"
		from (select id, trace_id from runs order by queued_at desc limit ${limit}) r
		join trace_parts p on p.trace_id = r.trace_id and p.run_id = r.id
	`.execute(database());
	return rows;
}

/** Every process' part of some traces, oldest first. */
export async function readPartsOf(traceIds: readonly string[]): Promise<TracePart[]> {
	if (traceIds.length === 0) return [];
	const rows = await database()
		.selectFrom('trace_parts')
		.selectAll()
		.where('trace_id', 'in', traceIds)
		.orderBy('updated_at')
		.execute();
	return unpackAll(rows);
}

interface PartRow {
	trace_id: string;
	instance_id: string;
	run_id: string;
	content: Buffer;
	updated_at: Date;
}

/** A part that cannot be read is told and left out: the rest of the trace is worth seeing. */
async function unpackAll(rows: PartRow[]): Promise<TracePart[]> {
	const parts = await Promise.all(rows.map(unpackOne));
	return parts.filter((part) => part !== null);
}

async function unpackOne(row: PartRow): Promise<TracePart | null> {
	const { trace_id: traceId, run_id: runId, instance_id: instanceId, updated_at: updatedAt } = row;
	try {
		return { traceId, runId, instanceId, updatedAt, ...(await unpack(row.content)) };
	} catch (error) {
		logger.error({ err: error, traceId, instanceId }, 'A kept part of a trace cannot be read');
		return null;
	}
}
