import { sql, type RawBuilder } from 'kysely';

/**
 * Which rows of `run_rollups` make up the time since a full hour: six hours each, and single hours before the first
 * of these. The period that has begun is among them.
 * @param hours how many hours lie between that full hour and now, at least
 */
export function sinceFullHour(hours: number): RawBuilder<boolean> {
	const start = fullHour(hours);
	const sixth = sql`date_bin('6 hours', ${start} + interval '5 hours', 'epoch')`;
	return sql`(hours = 6 and starts_at >= ${sixth} or hours = 1 and starts_at >= ${start} and starts_at < ${sixth})`;
}

/** The last full hour (UTC) that is at least so many hours ago. */
export function fullHour(hoursAgo: number): RawBuilder<Date> {
	return sql`date_bin('1 hour', now() - make_interval(hours => ${hoursAgo}), 'epoch')`;
}

/** Narrows a statement over runs or their roll-ups to some checks, where they are named. */
export function ofChecks(checkIds: readonly string[] | undefined, column = 'check_id'): RawBuilder<unknown> {
	return checkIds === undefined ? sql`` : sql`and ${sql.ref(column)} = any(${checkIds}::uuid[])`;
}
