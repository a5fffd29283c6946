import type { Attributes, Context } from '@opentelemetry/api';
import type { Histogram } from '@opentelemetry/sdk-metrics';
import type { Reservoir } from './exemplars';

/** Where the measurements of one set of attributes are gathered. */
export abstract class Cell<T> {
	constructor(
		readonly attributes: Attributes,
		readonly reservoir: Reservoir | undefined,
	) {}

	/** @param attributes of the measurement, which the cell of all that is too much does not carry itself. */
	abstract record(value: number, attributes: Attributes, context: Context | undefined): void;

	/** A copy: later measurements leave it alone. */
	abstract value(): T;
}

export class SumCell extends Cell<number> {
	private sum = 0;

	record(value: number, attributes: Attributes, context: Context | undefined): void {
		this.sum += value;
		this.reservoir?.offer(0, value, attributes, context);
	}

	value(): number {
		return this.sum;
	}
}

export class LastValueCell extends Cell<number> {
	private last = 0;

	record(value: number, attributes: Attributes, context: Context | undefined): void {
		this.last = value;
		this.reservoir?.offer(0, value, attributes, context);
	}

	value(): number {
		return this.last;
	}
}

export class HistogramCell extends Cell<Histogram> {
	private readonly counts: number[];
	private count = 0;
	private sum = 0;
	private min = Infinity;
	private max = -Infinity;

	constructor(
		attributes: Attributes,
		reservoir: Reservoir | undefined,
		private readonly boundaries: number[],
	) {
		super(attributes, reservoir);
		this.counts = new Array<number>(boundaries.length + 1).fill(0);
	}

	record(value: number, attributes: Attributes, context: Context | undefined): void {
		const bucket = bucketOf(this.boundaries, value);
		this.counts[bucket] = (this.counts[bucket] ?? 0) + 1;
		this.count++;
		this.sum += value;
		if (value < this.min) this.min = value;
		if (value > this.max) this.max = value;
		this.reservoir?.offer(bucket, value, attributes, context);
	}

	value(): Histogram {
		const { boundaries, counts, count, sum, min, max } = this;
		return { buckets: { boundaries, counts: counts.slice() }, count, sum, min, max };
	}
}

/** The first bucket whose upper bound, which belongs to it, is not below the value. */
function bucketOf(boundaries: readonly number[], value: number): number {
	let low = 0;
	let high = boundaries.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((boundaries[middle] ?? Infinity) < value) low = middle + 1;
		else high = middle;
	}
	return low;
}
