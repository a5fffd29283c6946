import fs, { existsSync, mkdirSync, rmdirSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, join } from 'node:path';
import { guard } from '../../../guard';
import type { Parcel } from '../parcel';
import { fromFile, HALF_WRITTEN, parseName, type FileName } from './file';
import { FileLock } from './lock';

/** One parcel on disk. */
export interface SpoolEntry extends FileName {
	readonly folder: SpoolFolder;
	readonly name: string;
	readonly bytes: number;
}

/** `<milliseconds>-<host>-<pid>-<random>`: sorts by age; host and process are for people. */
const NAME = /^\d{13}-[\w.-]+-\d+-[0-9a-f]{8}$/;
const LOCK = '.lock';

function newName(): string {
	const host =
		hostname()
			.replaceAll(/[^\w.-]/g, '_')
			.slice(0, 40) || 'host';
	const random = crypto.getRandomValues(Buffer.alloc(4)).toString('hex');
	return `${Date.now()}-${host}-${process.pid}-${random}`;
}

/** The parcels of one process, in a folder that only who holds its lock may read or write. */
export class SpoolFolder {
	private constructor(
		private readonly path: string,
		private readonly lock: FileLock,
	) {}

	/** A new one, for this process. @throws where it cannot be made */
	static create(directory: string): SpoolFolder {
		const path = join(directory, newName());
		// The lock comes first: a folder without one would look as if its process were dead.
		const lock = FileLock.take(path + LOCK);
		if (lock?.isValid === true) {
			mkdirSync(path, { mode: 0o700 });
			return new SpoolFolder(path, lock);
		}
		// Another process took it for a leftover, in the moment between its making and its locking.
		lock?.release(false);
		return SpoolFolder.create(directory);
	}

	/** One that a process left behind. @returns `undefined` where that process lives, or there is nothing left */
	static adopt(directory: string, name: string): SpoolFolder | undefined {
		const path = join(directory, name);
		const lock = FileLock.take(path + LOCK);
		if (lock === undefined) return undefined;
		if (existsSync(path)) return new SpoolFolder(path, lock);
		lock.release(true);
		return undefined;
	}

	/** The names of folders in a directory, and of locks whose folders are gone, the oldest first. */
	static async list(directory: string): Promise<string[]> {
		const names = (await fs.promises.readdir(directory)).map((name) =>
			name.endsWith(LOCK) ? name.slice(0, -LOCK.length) : name,
		);
		return [...new Set(names)].filter((name) => NAME.test(name)).sort();
	}

	get name(): string {
		return basename(this.path);
	}

	/** What is here, as it was made. */
	async entries(): Promise<SpoolEntry[]> {
		const found: SpoolEntry[] = [];
		// One after the other: there may be very many.
		for (const name of (await fs.promises.readdir(this.path)).sort()) {
			const entry = await this.entry(name);
			if (entry !== undefined) found.push(entry);
		}
		return found;
	}

	/**
	 * Writes a parcel so that it is there whole or not at all, also when the process dies meanwhile. It is not forced
	 * to the disk, which would take longer than making it: a machine that loses its power may lose the last seconds.
	 */
	async write(name: string, file: Uint8Array): Promise<SpoolEntry> {
		const path = join(this.path, name);
		const parsed = parseName(name);
		if (parsed === undefined) throw new TypeError(`${name} is not the name of a spooled parcel`);
		try {
			await fs.promises.writeFile(path + HALF_WRITTEN, file, { mode: 0o600 });
			await fs.promises.rename(path + HALF_WRITTEN, path);
		} catch (error) {
			await fs.promises.rm(path + HALF_WRITTEN, { force: true });
			throw error;
		}
		return { ...parsed, folder: this, name, bytes: file.length };
	}

	/** @returns `undefined` where it is not whole. @throws where it cannot be read */
	async read({ name }: SpoolEntry): Promise<Parcel | undefined> {
		return fromFile(new Uint8Array(await fs.promises.readFile(join(this.path, name))));
	}

	remove({ name }: SpoolEntry): Promise<void> {
		return fs.promises.rm(join(this.path, name), { force: true });
	}

	/** Lets go of it: as a whole where it is empty, else for the next process to take over. */
	release(): void {
		guard('Removing a spool folder', () => this.removeIfEmpty());
		this.lock.release(!existsSync(this.path));
	}

	private removeIfEmpty(): void {
		try {
			rmdirSync(this.path);
		} catch (error) {
			if (!(error instanceof Error && 'code' in error && error.code === 'ENOTEMPTY')) throw error;
		}
	}

	private async entry(name: string): Promise<SpoolEntry | undefined> {
		const parsed = parseName(name);
		if (parsed === undefined) return undefined;
		return { ...parsed, folder: this, name, bytes: (await fs.promises.stat(join(this.path, name))).size };
	}
}
