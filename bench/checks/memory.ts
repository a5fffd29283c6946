import { residentBytes } from './processes';

const LOOK_MS = 1000;
/** Seconds at both ends that are averaged: a single look may fall just before or after a collection. */
const EDGE = 10;

/** Resident memory over a measurement, in bytes. */
export interface Memory {
	readonly first: number;
	readonly last: number;
	readonly max: number;
	/** Of the line through all looks, in bytes a minute. */
	readonly slopePerMinute: number;
}

/** Looks at the memory of a process once a second until it is told to stop. */
export class MemoryWatch {
	private readonly looks: number[] = [];
	private readonly timer: NodeJS.Timeout;

	constructor(pid: number) {
		this.timer = setInterval(() => {
			const bytes = residentBytes(pid);
			if (bytes !== null) this.looks.push(bytes);
		}, LOOK_MS);
	}

	/** @returns `null` where nothing could be seen */
	stop(): Memory | null {
		clearInterval(this.timer);
		return this.looks.length === 0 ? null : memoryOf(this.looks);
	}
}

/** @param looks one a second, at least one */
export function memoryOf(looks: readonly number[]): Memory {
	return {
		first: mean(looks.slice(0, EDGE)),
		last: mean(looks.slice(-EDGE)),
		max: looks.reduce((most, bytes) => Math.max(most, bytes), 0),
		slopePerMinute: slope(looks) * (60_000 / LOOK_MS),
	};
}

/** Least squares, per look. */
function slope(looks: readonly number[]): number {
	const middle = (looks.length - 1) / 2;
	const average = mean(looks);
	const spread = looks.reduce((sum, _, at) => sum + (at - middle) ** 2, 0);
	const rise = looks.reduce((sum, bytes, at) => sum + (at - middle) * (bytes - average), 0);
	return spread === 0 ? 0 : rise / spread;
}

function mean(values: readonly number[]): number {
	return values.reduce((sum, value) => sum + value, 0) / values.length;
}
