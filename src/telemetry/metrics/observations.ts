import type { Attributes } from '@opentelemetry/api';
import type { MetricData } from '@opentelemetry/sdk-metrics';
import { AttributeSets, OVERFLOW } from './attributeSets';
import { isDelta, isGauge, type InstrumentDescriptor } from './descriptor';
import { hrTime } from './hrTime';
import { numberData } from './metricData';
import { Stream, type ReaderKey, type StreamSettings } from './stream';

/** All that was observed in one collection. */
export type Observed = Map<ObservedStream, Observations>;

interface Observation {
	readonly attributes: Attributes;
	value: number | undefined;
}

function unobserved(attributes: Attributes): Observation {
	return { attributes, value: undefined };
}

/** What is observed of one instrument in one collection, by one callback or by all: the last value of each set. */
export class Observations {
	private readonly sets: AttributeSets<Observation>;

	constructor(private readonly stream: ObservedStream) {
		this.sets = new AttributeSets(stream.cardinalityLimit, unobserved);
	}

	observe(value: number, attributes: Attributes = {}): void {
		const accepted = this.stream.accept(value);
		if (accepted !== undefined) this.put(accepted, attributes);
	}

	add(others: Observations): void {
		for (const { attributes, value } of others.sets.items)
			if (value !== undefined) this.put(value, attributes);
	}

	get all(): readonly Observation[] {
		return this.sets.items;
	}

	private put(value: number, attributes: Attributes): void {
		const observation = this.sets.get(attributes);
		const added = observation.attributes === OVERFLOW && !isGauge(this.stream.descriptor.kind);
		observation.value = added ? (observation.value ?? 0) + value : value;
	}
}

interface ReaderState {
	startMs: number;
	previous: AttributeSets<Observation>;
}

/** An asynchronous instrument. A collection tells of what was observed for it, and of nothing older. */
export class ObservedStream extends Stream {
	readonly cardinalityLimit: number;
	private readonly states = new Map<ReaderKey, ReaderState>();

	constructor(descriptor: InstrumentDescriptor, { cardinalityLimit }: StreamSettings) {
		super(descriptor);
		this.cardinalityLimit = cardinalityLimit;
	}

	attach(reader: ReaderKey, nowMs: number): void {
		this.states.set(reader, { startMs: nowMs, previous: new AttributeSets(Infinity, unobserved) });
	}

	collect(reader: ReaderKey, nowMs: number, observed: Observed): MetricData | undefined {
		const state = this.states.get(reader);
		if (state === undefined) return undefined;
		const delta = isDelta(reader.temporality, this.descriptor.kind);
		const endMs = Math.max(nowMs, state.startMs); // a wall clock may be set back
		const times = { startTime: hrTime(state.startMs), endTime: hrTime(endMs) };
		const all = observed.get(this)?.all ?? [];
		const points = all.map(({ attributes, value = 0 }) => ({
			...times,
			attributes,
			value: delta ? change(state.previous, attributes, value) : value,
		}));
		if (delta) this.advance(state, endMs, all);
		return points.length === 0 ? undefined : numberData(this.descriptor, delta, points);
	}

	/** Sets that are not observed any more are remembered, for they may come back, until they are too many. */
	private advance(state: ReaderState, endMs: number, observed: readonly Observation[]): void {
		state.startMs = endMs;
		if (state.previous.items.length <= this.cardinalityLimit) return;
		state.previous = new AttributeSets(Infinity, unobserved);
		for (const { attributes, value } of observed) state.previous.get(attributes).value = value;
	}
}

/** Since it was last observed. A counter that has gone down has begun anew. */
function change(previous: AttributeSets<Observation>, attributes: Attributes, value: number): number {
	const last = previous.get(attributes);
	const before = last.value ?? 0;
	last.value = value;
	return before > value ? value : value - before;
}
