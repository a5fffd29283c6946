import pg from 'pg';
import { ConfigError } from '../config';

/** Where a database is, in words that may be shown: without user and password. */
export interface DatabaseTarget {
	host: string;
	port: number;
	database: string;
}

/** @throws ConfigError when the URL cannot be read */
export function databaseTarget(url: string): DatabaseTarget {
	try {
		const { host, port, database } = new pg.Client({ connectionString: url });
		return { host, port, database: database ?? 'postgres' };
	} catch {
		// The error of the parser may quote the URL, and with it the password.
		throw new ConfigError(
			'DATABASE_URL=(hidden) is not usable: expected postgres://user:password@host:port/database',
		);
	}
}

/** `database "x" at host:port` */
export function describeTarget({ host, port, database }: DatabaseTarget): string {
	return `database "${database}" at ${host}:${port}`;
}
