import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { closeDatabase, openDatabase } from './connection';
import { startEmbedded, type EmbeddedServer } from './embedded/embedded';
import { migrateDatabase } from './migrate';

/** Support for tests: databases of their own on one embedded server, which ends with the test process. */

export interface TestDatabase {
	url: string;
	/** Closes the connections that this process opened to it, and drops it. */
	drop(): Promise<void>;
}

const TEMPLATE = 'migrated';
let server: Promise<EmbeddedServer> | undefined;
let made = 0;

/** A new database with all tables; nothing in this process is connected to it. */
export async function createTestDatabase(): Promise<TestDatabase> {
	const name = `test_${process.pid}_${++made}`;
	await administer(`create database ${name} template ${TEMPLATE}`);
	return { url: await urlOf(name), drop: () => administer(`drop database ${name} with (force)`) };
}

/** A new database with all tables, open as the database of this process. */
export async function openTestDatabase(): Promise<TestDatabase> {
	const { url, drop } = await createTestDatabase();
	openDatabase(url);
	return {
		url,
		drop: async () => {
			await closeDatabase();
			await drop();
		},
	};
}

/** A new database without any table. */
export async function createEmptyDatabase(): Promise<TestDatabase> {
	const name = `empty_${process.pid}_${++made}`;
	await administer(`create database ${name}`);
	return { url: await urlOf(name), drop: () => administer(`drop database ${name} with (force)`) };
}

async function urlOf(name: string): Promise<string> {
	const url = new URL((await theServer()).url);
	url.pathname = `/${name}`;
	return url.href;
}

function theServer(): Promise<EmbeddedServer> {
	return (server ??= startServer());
}

async function startServer(): Promise<EmbeddedServer> {
	const dataDir = mkdtempSync(join(tmpdir(), 'glasshouse-test-'));
	const started = await startEmbedded({ dataDir, temporary: true, onLog: warn });
	const template = new URL(started.url);
	template.pathname = `/${TEMPLATE}`;
	await runOn(started.url, `create database ${TEMPLATE}`);
	await migrateDatabase(template.href);
	return started;
}

function warn(level: string, message: string): void {
	if (level === 'error') process.stderr.write(`PostgreSQL of the tests: ${message}\n`);
}

async function administer(statement: string): Promise<void> {
	await runOn((await theServer()).url, statement);
}

async function runOn(url: string, statement: string): Promise<void> {
	const client = new pg.Client({ connectionString: url });
	await client.connect();
	try {
		await client.query(statement);
	} finally {
		await client.end();
	}
}
