import { join } from 'node:path';
import { Kysely, PostgresDialect } from 'kysely';
import { Migrator } from 'kysely/migration';
import pg from 'pg';
import { migrations } from '../../src/lib/server/database/migrations';
import { startEmbedded } from '../../src/lib/server/database/embedded/embedded';
import { parentNamed } from '../checks/processes';
import { connect } from '../../tests/support/postgres';
import { fill, type Filling } from './fill';

export interface FilledDatabase {
	readonly url: string;
	/** Of PostgreSQL. */
	readonly version: string;
	/** The process that has started all of PostgreSQL's; `null` where that is on another machine. */
	readonly postmaster: number | null;
	stop(): Promise<void>;
}

/** The tables as the app had them first: what came later finds the runs there, as it would in an old database. */
const FIRST = '0001_initial';

/** A database of its own, filled and migrated, on the server that DATABASE_URL names, else on an embedded one. */
export async function openFilled(
	folder: string,
	filling: Filling,
	progress: (line: string) => void,
): Promise<FilledDatabase> {
	const server = await openServer(folder);
	const name = `glasshouse_overview_${process.pid}`;
	const admin = await connect(server.url);
	await admin.query(`create database ${name}`);
	const url = Object.assign(new URL(server.url), { pathname: `/${name}` }).href;
	const stop = async () => {
		await admin.query(`drop database ${name} with (force)`);
		await admin.end();
		await server.stop();
	};
	try {
		await prepare(url, filling, progress);
		return { url, ...(await aboutServer(admin)), stop };
	} catch (error) {
		await stop();
		throw error;
	}
}

async function openServer(folder: string): Promise<{ url: string; stop(): Promise<void> }> {
	const given = process.env.DATABASE_URL;
	if (given !== undefined && given !== '') return { url: given, stop: () => Promise.resolve() };
	const onLog = (level: string, message: string) => {
		if (level === 'error') console.error(`PostgreSQL: ${message}`);
	};
	return startEmbedded({ dataDir: join(folder, 'data'), onLog });
}

async function aboutServer(admin: pg.Client) {
	const { rows } = await admin.query<{ pid: number; version: string }>(
		"select pg_backend_pid() as pid, current_setting('server_version') as version",
	);
	const { pid = -1, version = 'unknown' } = rows[0] ?? {};
	return { version, postmaster: parentNamed(pid, 'postgres') };
}

async function prepare(url: string, filling: Filling, progress: (line: string) => void): Promise<void> {
	await migrate(url, FIRST);
	const db = await connect(url);
	try {
		progress(`filling in ${filling.checks} checks and ${filling.runs} runs`);
		await fill(db, filling);
		progress('migrating');
		await migrate(url);
		await db.query('vacuum analyze');
	} finally {
		await db.end();
	}
}

/** @param target the last one, where not all are wanted */
async function migrate(url: string, target?: string): Promise<void> {
	const db = new Kysely<unknown>({
		dialect: new PostgresDialect({ pool: new pg.Pool({ connectionString: url }) }),
	});
	const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve(migrations) } });
	try {
		const { error } = await (target === undefined ? migrator.migrateToLatest() : migrator.migrateTo(target));
		if (error !== undefined)
			throw new Error('The database of the benchmark cannot be migrated', { cause: error });
	} finally {
		await db.destroy();
	}
}
