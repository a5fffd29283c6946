import type pg from 'pg';
import { join } from 'node:path';
import { startEmbedded } from '../../src/lib/server/database/embedded/embedded';
import { connect } from '../../tests/support/postgres';
import { parentNamed } from './processes';

/** The database under load, and a connection to look into it with. */
export interface BenchDatabase {
	readonly url: string;
	/** Of PostgreSQL. */
	readonly version: string;
	readonly client: pg.Client;
	/** The process that has started all of PostgreSQL's; `null` where that is on another machine. */
	readonly postmaster: number | null;
	stop(): Promise<void>;
}

/** The database that DATABASE_URL names, else one that is started as Glasshouse starts its own. */
export async function openDatabase(folder: string): Promise<BenchDatabase> {
	const given = process.env.DATABASE_URL;
	if (given !== undefined && given !== '') return opened(given, () => Promise.resolve());
	const onLog = (level: string, message: string) => {
		if (level === 'error') console.error(`PostgreSQL: ${message}`);
	};
	const server = await startEmbedded({ dataDir: join(folder, 'data'), onLog });
	return opened(server.url, () => server.stop());
}

async function opened(url: string, stopServer: () => Promise<void>): Promise<BenchDatabase> {
	const client = await connect(url);
	const { rows } = await client.query<{ pid: number; version: string }>(
		"select pg_backend_pid() as pid, current_setting('server_version') as version",
	);
	const { pid = -1, version = 'unknown' } = rows[0] ?? {};
	const stop = async () => {
		await client.end();
		await stopServer();
	};
	return { url, version, client, postmaster: parentNamed(pid, 'postgres'), stop };
}
