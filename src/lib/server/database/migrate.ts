import { Kysely, PostgresDialect } from 'kysely';
import { Migrator } from 'kysely/migration';
import { config, ConfigError } from '../config';
import { migrations } from './migrations';
import { createPool } from './pool';
import { databaseTarget, describeTarget } from './target';
import { waitForDatabase } from './wait';

const STATEMENT_TIMEOUT_MS = 600_000;

/**
 * Brings the tables up to date. Two processes may do so at a time: the second waits for the first one's lock.
 * @returns the names of the migrations that were applied now
 */
export async function migrateDatabase(url: string): Promise<string[]> {
	const pool = createPool(url, { max: 2, statementTimeoutMs: STATEMENT_TIMEOUT_MS });
	const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
	try {
		const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve(migrations) } });
		const { error, results } = await migrator.migrateToLatest();
		if (error !== undefined)
			throw new Error(`The database cannot be migrated: ${told(error)}`, { cause: error });
		return (results ?? []).map((result) => result.migrationName);
	} finally {
		await db.destroy();
	}
}

function told(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}

/** The program: `bun src/lib/server/database/migrate.ts`. */
async function main(): Promise<void> {
	const { databaseUrl, databaseWaitMs } = config();
	if (databaseUrl === undefined) {
		throw new ConfigError(
			'DATABASE_URL is not set: expected the database to migrate. ' +
				'Without it Glasshouse migrates its embedded database when it starts',
		);
	}
	await waitForDatabase(databaseUrl, {
		waitMs: databaseWaitMs,
		onWaiting: (message) => console.log(`glasshouse: ${message}`),
	});
	const applied = await migrateDatabase(databaseUrl);
	const place = describeTarget(databaseTarget(databaseUrl));
	console.log(`glasshouse: the ${place} is up to date, ${applied.length} migrations applied`);
}

if (import.meta.main) {
	main().catch((error: unknown) => {
		console.error(`glasshouse: ${told(error)}`);
		process.exitCode = 1;
	});
}
