import type pg from 'pg';
import { openPool } from './connection';

/** A statement that PostgreSQL parses and plans once a connection, not at every run of a check. */
export interface PreparedStatement {
	/** Unique among all of the app: the server knows the statement by it. */
	readonly name: string;
	/** Always the same for a name; what varies are its parameters. */
	readonly text: string;
}

/**
 * Runs a statement of the kind that is sent many times a second. Only for those that find their rows by a key:
 * a plan that is made before the parameters are known is no worse for them.
 * @throws AppError UNAVAILABLE where the database is not open; what the database says
 */
export function runPrepared<Row extends pg.QueryResultRow>(
	{ name, text }: PreparedStatement,
	values: unknown[],
): Promise<pg.QueryResult<Row>> {
	return openPool().query<Row>({ name, text, values });
}
