import { existsSync, unlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import type * as BunSqlite from 'bun:sqlite';
import { guard } from '../../../guard';

/**
 * A lock that the kernel takes back when its process ends, however it ends: SQLite's on an empty file. Process ids
 * would not do: they are used again, and in a container everybody is 1; a heartbeat stops with a blocked process.
 * Processes of several machines may share a folder only where its file system has POSIX locks.
 */
export class FileLock {
	private constructor(
		private readonly path: string,
		private readonly database: BunSqlite.Database,
	) {}

	/** @returns `undefined` where somebody holds it. @throws where the file cannot be made or locked at all */
	static take(path: string): FileLock | undefined {
		const database = new (sqlite().Database)(path, { create: true, readwrite: true });
		try {
			database.run('PRAGMA busy_timeout = 0');
			database.run('PRAGMA journal_mode = MEMORY'); // or there would be a second file
			database.run('BEGIN EXCLUSIVE');
			return new FileLock(path, database);
		} catch (error) {
			database.close();
			if (isBusy(error)) return undefined;
			throw error;
		}
	}

	/** Whether the file is still there: it could have been taken for a leftover before it was locked. */
	get isValid(): boolean {
		return existsSync(this.path);
	}

	/** Lets go. @param remove where what it guarded is gone */
	release(remove: boolean): void {
		// While it is held: whoever takes the lock of a file that is gone finds nothing that it would guard.
		if (remove) guard('Removing a lock', () => unlinkSync(this.path));
		guard('Releasing a lock', () => this.database.close());
	}
}

/** Loaded where there is a spool only: it takes a millisecond of the start. */
function sqlite(): typeof BunSqlite {
	return createRequire(import.meta.url)('bun:sqlite') as typeof BunSqlite;
}

function isBusy(error: unknown): boolean {
	return error instanceof Error && 'code' in error && error.code === 'SQLITE_BUSY';
}
