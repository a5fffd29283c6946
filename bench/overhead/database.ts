import { connect, startPostgres } from '../../tests/support/postgres';

export interface Database {
	readonly url: string;
	/** Of PostgreSQL. */
	readonly version: string;
	stop(): Promise<void>;
}

/** The database that DATABASE_URL names, else an embedded one that goes with the benchmark. */
export async function openDatabase(): Promise<Database> {
	const given = process.env.DATABASE_URL;
	if (given !== undefined && given !== '') {
		return { url: given, version: await versionOf(given), stop: () => Promise.resolve() };
	}
	const postgres = await startPostgres();
	const url = await postgres.createDatabase();
	return { url, version: await versionOf(url), stop: postgres.stop };
}

async function versionOf(url: string): Promise<string> {
	const client = await connect(url);
	try {
		const { rows } = await client.query<{ server_version: string }>('show server_version');
		return rows[0]?.server_version ?? 'unknown';
	} finally {
		await client.end();
	}
}
