import { heapStats } from 'bun:jsc';

export interface HeapCounts {
	/** Bytes. */
	capacity: number;
	objects: number;
	protectedObjects: number;
	promises: number;
}

/** What `bun:jsc` and the clock tell; a test puts its own in. */
export interface Heap {
	count(): HeapCounts;
	nowMs(): number;
}

/** Counting takes 0.5 to 0.75 ms a megabyte of cells: no request is to wait longer than 50 ms for a number. */
const MOST_BYTES = 64 * 1024 * 1024;
/** No more than a two-thousandth of the time goes into counting, and no reader asks for it more often. */
const REST_FACTOR = 2_000;
const LEAST_REST_MS = 10_000;

const JSC: Heap = {
	nowMs: () => performance.now(),
	count: () => {
		const { heapCapacity, objectCount, protectedObjectCount, objectTypeCounts } = heapStats();
		return {
			capacity: heapCapacity,
			objects: objectCount,
			protectedObjects: protectedObjectCount,
			promises: objectTypeCounts.Promise ?? 0,
		};
	},
};

/**
 * Counts what is in the heap, which walks through all of it while everything else waits: so it is taken rarely,
 * the more rarely the longer it took, and not at all where the heap is too big for it.
 */
export class HeapCensus {
	private counts: HeapCounts | undefined;
	private nextMs = 0;

	constructor(private readonly heap: Heap = JSC) {}

	/**
	 * @param cellBytes the size of the heap without what lies outside it, which costs nothing to count
	 * @returns the last count, which may be minutes old; `undefined` where the heap is too big to be counted
	 */
	latest(cellBytes: number): HeapCounts | undefined {
		if (cellBytes > MOST_BYTES) this.counts = undefined;
		else if (this.counts === undefined || this.heap.nowMs() >= this.nextMs) this.counts = this.take();
		return this.counts;
	}

	private take(): HeapCounts {
		const began = this.heap.nowMs();
		const counts = this.heap.count();
		const ended = this.heap.nowMs();
		this.nextMs = ended + Math.max(LEAST_REST_MS, REST_FACTOR * (ended - began));
		return counts;
	}
}
