import { mkdirSync } from 'node:fs';
import { diag } from '@opentelemetry/api';
import { ConfigError } from '../../../config/environment';
import { guard } from '../../../guard';
import type { Signal } from '../../../health/types';
import type { Parcel } from '../parcel';
import { keyOf, nameOf, toFile } from './file';
import { SpoolFolder, type SpoolEntry } from './folder';
import { SpoolIndex } from './spoolIndex';

export interface SpoolSettings {
	readonly directory: string;
	/** Of all signals together, in what this process wrote or took over. */
	readonly maxBytes: number;
	/** How often a living process looks for what a dead one left: half a minute unless given. */
	readonly adoptEveryMs?: number;
}

const ADOPT_EVERY_MS = 30_000;

/**
 * Parcels on disk, until the collector is back. Every process writes to a folder of its own, which it holds by a
 * lock; what the dead left is taken over, lock first, so that no parcel is ever in two hands.
 */
export class Spool {
	private readonly index = new SpoolIndex();
	private readonly adopted = new Set<SpoolFolder>();
	/** Folders with something in them that could not be deleted. */
	private readonly stuck = new WeakSet<SpoolFolder>();
	/** Parcels are written one after the other: a disk that is slow is not to be asked for more at once. */
	private writing: Promise<unknown> = Promise.resolve();
	private looking: Promise<void> | undefined;
	private made = 0;
	private closed = false;
	private timer: ReturnType<typeof setInterval> | undefined;

	private constructor(
		private readonly settings: SpoolSettings,
		private readonly own: SpoolFolder,
	) {}

	/** @throws ConfigError where nothing can be written and locked there */
	static open(settings: SpoolSettings): Spool {
		try {
			mkdirSync(settings.directory, { recursive: true, mode: 0o700 });
			return new Spool(settings, SpoolFolder.create(settings.directory));
		} catch (cause) {
			const reason = cause instanceof Error ? cause.message : String(cause);
			throw new ConfigError(
				`GLASSHOUSE_OTLP_SPOOL_DIR=${JSON.stringify(settings.directory)} is not usable: expected a directory in which files can be made, written and locked (${reason})`,
				{ cause },
			);
		}
	}

	/** Whether anything of a signal is on disk, or about to be. */
	holds(signal: Signal): boolean {
		return this.index.holds(signal);
	}

	usage(signal: Signal): { items: number; bytes: number } {
		return this.index.usage(signal);
	}

	/** The place of the next parcel among all: to be asked for when it is made, not when it is written. */
	nextKey(): string {
		return String(++this.made).padStart(12, '0');
	}

	/**
	 * Writes a parcel down. Never rejects.
	 * @param key its place, of `nextKey`; its halves have an `a` and a `b` behind it
	 * @param endpoint where it was to go, as it may be shown
	 * @returns why it was not kept, where it was not
	 */
	async write(parcel: Parcel, key: string, endpoint: string): Promise<string | undefined> {
		const file = toFile(parcel, endpoint);
		if (!this.index.hasRoom(file.length, this.settings.maxBytes)) {
			return `the spool is full: it may hold ${this.settings.maxBytes} bytes`;
		}
		const reserved = this.index.reserve(parcel.signal, file.length);
		const written = this.writing.then(() => this.own.write(nameOf(key, parcel), file));
		this.writing = written.then(reserved.keep, reserved.release);
		return written.then(() => undefined, unwritable);
	}

	/** The parcel to be sent next. */
	oldest(signal: Signal): SpoolEntry | undefined {
		return this.index.oldest(signal);
	}

	/** @returns `undefined` where it cannot be read, or is not what was written: then it is gone */
	async read(entry: SpoolEntry): Promise<Parcel | undefined> {
		const parcel = await entry.folder.read(entry).catch(unreadable);
		if (parcel !== undefined && parcel.signal === entry.signal && parcel.items === entry.items) return parcel;
		diag.error(`The spooled parcel ${entry.name} is damaged; its ${entry.items} items are lost`);
		await this.remove(entry);
		return undefined;
	}

	/** Never rejects: what cannot be deleted stays in our hands, so that nobody sends it again while we live. */
	async remove(entry: SpoolEntry): Promise<void> {
		await entry.folder.remove(entry).catch((error: unknown) => {
			this.stuck.add(entry.folder);
			diag.error(`The spooled parcel ${entry.name} was sent, and cannot be deleted`, error);
		});
		this.index.remove(entry);
		this.letGoOf(entry.folder);
	}

	/** Puts two parcels where one was. @returns `false` where they could not be written: it is there still */
	async replace(
		entry: SpoolEntry,
		[first, second]: readonly [Parcel, Parcel],
		endpoint: string,
	): Promise<boolean> {
		const { folder } = entry;
		const key = keyOf(entry.name);
		const written: SpoolEntry[] = [];
		try {
			written.push(await folder.write(nameOf(`${key}a`, first), toFile(first, endpoint)));
			written.push(await folder.write(nameOf(`${key}b`, second), toFile(second, endpoint)));
			await folder.remove(entry);
			this.index.replace(entry, written);
			return true;
		} catch (error) {
			diag.error('A spooled parcel could not be split', error);
			await Promise.all(written.map((half) => folder.remove(half)));
			return false;
		}
	}

	/**
	 * Looks for what the dead have left, now and every half minute.
	 * @param found is told after something was taken over; `lost` are items that were half written
	 */
	watch(found: (lost: ReadonlyMap<Signal, number>) => void): void {
		this.look(found);
		const everyMs = this.settings.adoptEveryMs ?? ADOPT_EVERY_MS;
		this.timer = setInterval(() => this.look(found), everyMs);
		this.timer.unref();
	}

	/** Lets go of everything. What is on disk is for the next process. */
	async close(): Promise<void> {
		this.closed = true;
		clearInterval(this.timer);
		await Promise.all([this.writing, this.looking]);
		for (const folder of [this.own, ...this.adopted]) folder.release();
		this.adopted.clear();
	}

	private look(found: (lost: ReadonlyMap<Signal, number>) => void): void {
		this.looking ??= this.adopt()
			.then(found)
			.catch((error: unknown) => diag.error('Looking for spooled parcels failed', error))
			.finally(() => (this.looking = undefined));
	}

	private async adopt(): Promise<ReadonlyMap<Signal, number>> {
		const lost = new Map<Signal, number>();
		const mine = new Set([this.own, ...this.adopted].map((folder) => folder.name));
		const names = (await SpoolFolder.list(this.settings.directory)).filter((name) => !mine.has(name));
		// The youngest first, for each is put before all that is known.
		for (const name of names.reverse()) {
			if (this.closed) break;
			const folder = guard('Taking over a spool folder', () =>
				SpoolFolder.adopt(this.settings.directory, name),
			);
			if (folder !== undefined) await this.takeOver(folder, lost);
		}
		return lost;
	}

	private async takeOver(folder: SpoolFolder, lost: Map<Signal, number>): Promise<void> {
		this.adopted.add(folder);
		const entries = await folder.entries();
		for (const half of entries.filter((entry) => entry.isHalf)) {
			await folder.remove(half);
			lost.set(half.signal, (lost.get(half.signal) ?? 0) + half.items);
		}
		this.index.addOlder(entries.filter((entry) => !entry.isHalf));
		this.letGoOf(folder);
	}

	private letGoOf(folder: SpoolFolder): void {
		if (!this.adopted.has(folder) || this.stuck.has(folder) || this.index.holdsAnyOf(folder)) return;
		this.adopted.delete(folder);
		folder.release();
	}
}

function unwritable(error: unknown): string {
	diag.error('A batch could not be spooled', error);
	return `the spool cannot be written: ${error instanceof Error ? error.message : String(error)}`;
}

function unreadable(error: unknown): undefined {
	diag.error('A spooled parcel could not be read', error);
	return undefined;
}
