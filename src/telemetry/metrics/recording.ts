import type { Attributes, Context } from '@opentelemetry/api';
import type { Histogram, MetricData } from '@opentelemetry/sdk-metrics';
import { OVERFLOW } from './attributeSets';
import { HistogramCell, LastValueCell, SumCell, type Cell } from './cells';
import { isDelta, isGauge, type InstrumentDescriptor } from './descriptor';
import { Reservoir } from './exemplars';
import { histogramData, numberData } from './metricData';
import { Store } from './store';
import { Stream, type ReaderKey, type StreamSettings } from './stream';
import type { PointWithExemplars } from './types';

const NO_ATTRIBUTES: Attributes = Object.freeze({});

type MakeCell<T> = (attributes: Attributes, reservoir: Reservoir | undefined) => Cell<T>;
type Tell<T> = (
	descriptor: InstrumentDescriptor,
	delta: boolean,
	points: PointWithExemplars<T>[],
) => MetricData;

/** A synchronous instrument: the API's `Counter`, `UpDownCounter`, `Histogram` and `Gauge` in one. */
export interface Recording {
	add(value: number, attributes?: Attributes, context?: Context): void;
	record(value: number, attributes?: Attributes, context?: Context): void;
}

export function recordingStream(
	descriptor: InstrumentDescriptor,
	settings: StreamSettings,
): Stream & Recording {
	if (descriptor.kind === 'histogram') {
		const { boundaries } = descriptor;
		const cell: MakeCell<Histogram> = (attributes, reservoir) =>
			new HistogramCell(attributes, reservoir, boundaries);
		return new RecordingStream(descriptor, settings, cell, histogramData);
	}
	const Kind = isGauge(descriptor.kind) ? LastValueCell : SumCell;
	return new RecordingStream(
		descriptor,
		settings,
		(attributes, reservoir) => new Kind(attributes, reservoir),
		numberData,
	);
}

class RecordingStream<T> extends Stream implements Recording {
	/** One store that all cumulative readers share, and one for each delta reader: a measurement goes to all. */
	private readonly stores: Store<T>[] = [];
	private readonly storeOf = new Map<ReaderKey, Store<T>>();
	private cumulative: Store<T> | undefined;

	constructor(
		descriptor: InstrumentDescriptor,
		private readonly settings: StreamSettings,
		private readonly makeCell: MakeCell<T>,
		private readonly tell: Tell<T>,
	) {
		super(descriptor);
	}

	add(value: number, attributes?: Attributes, context?: Context): void {
		this.record(value, attributes, context);
	}

	record(value: number, attributes: Attributes = NO_ATTRIBUTES, context?: Context): void {
		const measured = this.accept(value);
		if (measured === undefined) return;
		for (const store of this.stores) store.cell(attributes).record(measured, attributes, context);
	}

	attach(reader: ReaderKey, nowMs: number): void {
		if (isDelta(reader.temporality, this.descriptor.kind)) {
			this.storeOf.set(reader, this.newStore(true, nowMs));
		} else {
			this.cumulative ??= this.newStore(false, nowMs);
			this.storeOf.set(reader, this.cumulative);
		}
	}

	collect(reader: ReaderKey, nowMs: number): MetricData | undefined {
		const points = this.storeOf.get(reader)?.collect(nowMs) ?? [];
		if (points.length === 0) return undefined;
		return this.tell(this.descriptor, isDelta(reader.temporality, this.descriptor.kind), points);
	}

	private newStore(delta: boolean, nowMs: number): Store<T> {
		const { cardinalityLimit } = this.settings;
		const store = new Store(cardinalityLimit, (attributes) => this.newCell(attributes), delta, nowMs);
		this.stores.push(store);
		return store;
	}

	private newCell(attributes: Attributes): Cell<T> {
		const { exemplarFilter, cardinalityLimit } = this.settings;
		const overflow = attributes === OVERFLOW;
		if (overflow) this.warn('overflow', `has ${cardinalityLimit} attribute sets; the rest is counted as one`);
		if (exemplarFilter === 'always_off') return this.makeCell(attributes, undefined);
		const slots = this.descriptor.kind === 'histogram' ? this.descriptor.boundaries.length + 1 : 1;
		return this.makeCell(attributes, new Reservoir(exemplarFilter, slots, overflow));
	}
}
