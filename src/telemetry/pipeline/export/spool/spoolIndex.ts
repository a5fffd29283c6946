import type { Signal } from '../../../health/types';
import type { SpoolEntry, SpoolFolder } from './folder';

/** However small the parcels are, what is known of them has to fit into memory. */
const MOST_ENTRIES = 100_000;

interface SignalIndex {
	/** The oldest first. */
	entries: Set<SpoolEntry>;
	items: number;
	bytes: number;
	/** Parcels that are being written. */
	pending: number;
	/** Of the names that were written here, the one that sorts last. */
	newest: string;
}

/** What is on disk and in our hands, so that nobody has to look there. */
export class SpoolIndex {
	private readonly signals: Readonly<Record<Signal, SignalIndex>> = {
		traces: emptyIndex(),
		metrics: emptyIndex(),
		logs: emptyIndex(),
	};
	/** Bytes that were promised to parcels that are being written. */
	private reservedBytes = 0;
	private readonly countOf = new Map<SpoolFolder, number>();

	holds(signal: Signal): boolean {
		const { entries, pending } = this.signals[signal];
		return entries.size > 0 || pending > 0;
	}

	usage(signal: Signal): { items: number; bytes: number } {
		const { items, bytes } = this.signals[signal];
		return { items, bytes };
	}

	hasRoom(bytes: number, maxBytes: number): boolean {
		const all = Object.values(this.signals);
		const used = all.reduce((sum, one) => sum + one.bytes, this.reservedBytes);
		const entries = all.reduce((sum, one) => sum + one.entries.size + one.pending, 0);
		return used + bytes <= maxBytes && entries < MOST_ENTRIES;
	}

	/** Keeps room for a parcel until it is written (`keep`) or will not be (`release`). */
	reserve(signal: Signal, bytes: number) {
		const index = this.signals[signal];
		index.pending++;
		this.reservedBytes += bytes;
		const release = () => {
			index.pending--;
			this.reservedBytes -= bytes;
		};
		const keep = (entry: SpoolEntry) => {
			release();
			this.insert(entry);
		};
		return { keep, release };
	}

	oldest(signal: Signal): SpoolEntry | undefined {
		for (const entry of this.signals[signal].entries) return entry;
		return undefined;
	}

	remove(entry: SpoolEntry): void {
		const index = this.signals[entry.signal];
		if (!index.entries.delete(entry)) return;
		index.items -= entry.items;
		index.bytes -= entry.bytes;
		this.count(entry.folder, -1);
	}

	replace(entry: SpoolEntry, parts: readonly SpoolEntry[]): void {
		this.remove(entry);
		this.addOlder(parts);
	}

	/** Entries that come before all that are known, in their own order. */
	addOlder(entries: readonly SpoolEntry[]): void {
		for (const signal of new Set(entries.map((entry) => entry.signal))) {
			const known = [...this.signals[signal].entries];
			this.signals[signal].entries = new Set();
			const older = entries.filter((entry) => entry.signal === signal);
			older.forEach((entry) => this.add(entry));
			known.forEach((entry) => this.signals[signal].entries.add(entry));
		}
	}

	holdsAnyOf(folder: SpoolFolder): boolean {
		return this.countOf.has(folder);
	}

	/** The last one as a rule; but of several that were on their way at once, the first may fail last. */
	private insert(entry: SpoolEntry): void {
		const index = this.signals[entry.signal];
		this.add(entry);
		if (entry.name > index.newest) {
			index.newest = entry.name;
			return;
		}
		const later = [...index.entries].filter(
			({ folder, name }) => folder === entry.folder && name > entry.name,
		);
		for (const one of later) {
			index.entries.delete(one);
			index.entries.add(one);
		}
	}

	private add(entry: SpoolEntry): void {
		const index = this.signals[entry.signal];
		index.entries.add(entry);
		index.items += entry.items;
		index.bytes += entry.bytes;
		this.count(entry.folder, 1);
	}

	private count(folder: SpoolFolder, change: 1 | -1): void {
		const count = (this.countOf.get(folder) ?? 0) + change;
		if (count === 0) this.countOf.delete(folder);
		else this.countOf.set(folder, count);
	}
}

function emptyIndex(): SignalIndex {
	return { entries: new Set(), items: 0, bytes: 0, pending: 0, newest: '' };
}
