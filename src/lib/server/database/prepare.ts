import type { Config } from '../config';
import { logger } from '../logger';
import { closeDatabase, openDatabase } from './connection';
import { startEmbedded } from './embedded/embedded';
import { migrateDatabase } from './migrate';
import { waitForDatabase } from './wait';

const CLOSE_MS = 5000;

export interface PreparedDatabase {
	/** With credentials: for connections, never for a log. */
	url: string;
	/** Closes the connections and stops the embedded server; bounded, safe to call twice. */
	stop(): Promise<void>;
}

/**
 * Starts the embedded server, or waits for the one that DATABASE_URL names; migrates and opens the database.
 * @throws ConfigError when the settings, the data folder or the given server do not allow it
 */
export async function prepareDatabase(config: Config): Promise<PreparedDatabase> {
	const server = await reach(config);
	try {
		const applied = await migrateDatabase(server.url);
		if (applied.length > 0) logger.info({ migrations: applied }, 'Migrated the database');
		openDatabase(server.url);
	} catch (error) {
		await server.stop();
		throw error;
	}
	return { url: server.url, stop: () => closeInTime().finally(server.stop) };
}

/** A query that does not end must not keep the process: its connection ends with the process or the server. */
async function closeInTime(): Promise<void> {
	const { promise: late, resolve } = Promise.withResolvers<'late'>();
	const timer = setTimeout(() => resolve('late'), CLOSE_MS);
	const outcome = await Promise.race([closeDatabase(), late]).finally(() => clearTimeout(timer));
	if (outcome === 'late') logger.warn(`Database connections were still in use after ${CLOSE_MS / 1000} s`);
}

async function reach({ databaseUrl, databaseWaitMs, dataDir }: Config): Promise<PreparedDatabase> {
	if (databaseUrl === undefined) {
		return startEmbedded({ dataDir, onLog: (level, message) => logger[level](`PostgreSQL: ${message}`) });
	}
	await waitForDatabase(databaseUrl, {
		waitMs: databaseWaitMs,
		onWaiting: (message) => logger.info(message),
	});
	return { url: databaseUrl, stop: () => Promise.resolve() };
}
