import type { TraceSpan } from '$trace/wire';
import { sql } from 'kysely';
import { database } from '../database/connection';
import { AppError } from '../errors';

/** Support for tests of the engine: what to look for in a trace, and what a crash leaves of a run. */

/** The names from the root to a span. */
export function pathTo(spans: TraceSpan[], name: string): string[] {
	const path: string[] = [];
	let next = spans.find((span) => span.name === name);
	while (next !== undefined) {
		const { parentSpanId } = next;
		path.unshift(next.name);
		next = spans.find((span) => span.spanId === parentSpanId);
	}
	return path;
}

/** A run that was written down an hour ago, and never reached the engine. */
export async function rowLongAgo(checkId: string): Promise<string> {
	const id = crypto.randomUUID();
	await sql`insert into runs (id, check_id, trigger, trace_id, traceparent, queued_at) values
		(${id}, ${checkId}, 'manual', ${'ab'.repeat(16)}, ${`00-${'ab'.repeat(16)}-${'cd'.repeat(8)}-01`},
		now() - interval '1 hour')`.execute(database());
	return id;
}

/** For `.catch`: the code of what was thrown. */
export function codeOf(error: unknown): unknown {
	return error instanceof AppError ? error.code : error;
}
