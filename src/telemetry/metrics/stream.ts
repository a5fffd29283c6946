import { diag, ValueType } from '@opentelemetry/api';
import type { MetricData } from '@opentelemetry/sdk-metrics';
import type { Observed } from './observations';
import { isMonotonic, type InstrumentDescriptor } from './descriptor';
import type { ExemplarFilter, Temporality } from './types';

export interface StreamSettings {
	readonly exemplarFilter: ExemplarFilter;
	/** The most attribute sets of one instrument, the one for the overflow included. */
	readonly cardinalityLimit: number;
}

/** Who collects; delta streams keep a state for each. */
export interface ReaderKey {
	readonly temporality: Temporality;
}

/** What one instrument, or several alike, measure. */
export abstract class Stream {
	private readonly warned = new Set<string>();
	private readonly whole: boolean;
	private readonly least: number;

	constructor(public descriptor: InstrumentDescriptor) {
		const { kind, valueType } = descriptor;
		this.whole = valueType === ValueType.INT;
		this.least = isMonotonic(kind) || kind === 'histogram' ? 0 : -Infinity;
	}

	/** From now on this reader is told what is measured. */
	abstract attach(reader: ReaderKey, nowMs: number): void;

	/** @returns `undefined` where there is nothing to tell. */
	abstract collect(reader: ReaderKey, nowMs: number, observed: Observed): MetricData | undefined;

	/** @returns the value as it is to be recorded, or `undefined` for one that must not be, of which `diag` hears. */
	accept(value: number): number | undefined {
		if (!Number.isFinite(value) || value < this.least) return this.refuse(value);
		if (!this.whole || Number.isInteger(value)) return value;
		this.warn('fraction', `cannot take the fraction of ${value}: it counts whole numbers`);
		return Math.trunc(value);
	}

	/** Says it once: what goes wrong on every request must not fill the log. */
	warn(topic: string, message: string): void {
		if (this.warned.has(topic)) return;
		this.warned.add(topic);
		diag.warn(`Metric ${this.descriptor.name} ${message}`);
	}

	private refuse(value: unknown): undefined {
		const expected = this.least === 0 ? 'a finite number that is not negative' : 'a finite number';
		this.warn('value', `refused ${String(value)}: expected ${expected}`);
	}
}
