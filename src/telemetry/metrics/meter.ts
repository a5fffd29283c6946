import type {
	BatchObservableCallback,
	Meter as ApiMeter,
	MetricOptions,
	Observable,
} from '@opentelemetry/api';
import type { InstrumentationScope } from '@opentelemetry/core';
import type { MetricData } from '@opentelemetry/sdk-metrics';
import type { Callbacks } from './callbacks';
import { describeInstrument, type InstrumentKind } from './descriptor';
import { ObservableInstrument } from './observableInstrument';
import { ObservedStream, type Observed } from './observations';
import { recordingStream, type Recording } from './recording';
import { alike, warnOfConflicts } from './registration';
import type { ReaderKey, Stream, StreamSettings } from './stream';

export interface MeterSettings extends StreamSettings {
	readonly readers: ReadonlySet<ReaderKey>;
	readonly callbacks: Callbacks;
}

/** The instruments of one scope; what is registered twice alike is one. */
export class Meter implements ApiMeter {
	private readonly streams: Stream[] = [];
	private readonly recordings: (Stream & Recording)[] = [];
	private readonly observed: ObservedStream[] = [];

	constructor(
		private readonly scope: InstrumentationScope,
		private readonly settings: MeterSettings,
	) {}

	createCounter(name: string, options?: MetricOptions): Recording {
		return this.recording(name, 'counter', options);
	}

	createUpDownCounter(name: string, options?: MetricOptions): Recording {
		return this.recording(name, 'upDownCounter', options);
	}

	createHistogram(name: string, options?: MetricOptions): Recording {
		return this.recording(name, 'histogram', options);
	}

	createGauge(name: string, options?: MetricOptions): Recording {
		return this.recording(name, 'gauge', options);
	}

	createObservableCounter(name: string, options?: MetricOptions): Observable {
		return this.observable(name, 'observableCounter', options);
	}

	createObservableUpDownCounter(name: string, options?: MetricOptions): Observable {
		return this.observable(name, 'observableUpDownCounter', options);
	}

	createObservableGauge(name: string, options?: MetricOptions): Observable {
		return this.observable(name, 'observableGauge', options);
	}

	addBatchObservableCallback(callback: BatchObservableCallback, observables: Observable[]): void {
		this.settings.callbacks.add(callback, observables, callback);
	}

	removeBatchObservableCallback(callback: BatchObservableCallback, observables: Observable[]): void {
		this.settings.callbacks.remove(callback, observables);
	}

	attach(reader: ReaderKey, nowMs: number): void {
		for (const stream of this.streams) stream.attach(reader, nowMs);
	}

	collect(
		reader: ReaderKey,
		nowMs: number,
		observed: Observed,
	): { scope: InstrumentationScope; metrics: MetricData[] } {
		const metrics = this.streams.flatMap((stream) => stream.collect(reader, nowMs, observed) ?? []);
		return { scope: this.scope, metrics };
	}

	private recording(name: string, kind: InstrumentKind, options?: MetricOptions): Recording {
		const descriptor = describeInstrument(name, kind, options);
		const known = alike(this.recordings, descriptor);
		return known ?? this.register(this.recordings, recordingStream(descriptor, this.settings));
	}

	private observable(name: string, kind: InstrumentKind, options?: MetricOptions): Observable {
		const descriptor = describeInstrument(name, kind, options);
		const known = alike(this.observed, descriptor);
		const stream = known ?? this.register(this.observed, new ObservedStream(descriptor, this.settings));
		return new ObservableInstrument(stream, this.settings.callbacks);
	}

	private register<T extends Stream>(list: T[], stream: T): T {
		warnOfConflicts(this.streams, stream.descriptor);
		const now = Date.now();
		for (const reader of this.settings.readers) stream.attach(reader, now);
		list.push(stream);
		this.streams.push(stream);
		return stream;
	}
}
