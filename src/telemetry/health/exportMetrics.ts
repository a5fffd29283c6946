import { metrics, type Attributes, type Meter } from '@opentelemetry/api';
import { METRICS } from '../catalogue';
import type { OtlpTarget } from '../config';
import { instruments, observable, type MetricDefinition } from '../definition';
import { serverConventions } from '../http/conventions';
import {
	ATTR_ERROR_TYPE,
	ATTR_HTTP_RESPONSE_STATUS_CODE,
	ATTR_OTEL_COMPONENT_NAME,
	ATTR_OTEL_COMPONENT_TYPE,
} from '../semconv';
import type { DropReason, Signal } from './types';

/** The instrumentation scope of everything that exporting tells of itself. */
export const EXPORT_SCOPE = 'glasshouse.export';
const { counter, upDownCounter, histogram } = instruments(EXPORT_SCOPE);
const duration = histogram(METRICS.exportDuration);

/** What the conventions call the items of a signal, and the instruments that count them. */
const BY_SIGNAL = {
	traces: {
		item: 'span',
		processed: counter(METRICS.spansProcessed),
		inflight: upDownCounter(METRICS.spansInflight),
		exported: counter(METRICS.spansExported),
		queue: { size: METRICS.spanQueueSize, capacity: METRICS.spanQueueCapacity },
	},
	logs: {
		item: 'log',
		processed: counter(METRICS.logsProcessed),
		inflight: upDownCounter(METRICS.logsInflight),
		exported: counter(METRICS.logsExported),
		queue: { size: METRICS.logQueueSize, capacity: METRICS.logQueueCapacity },
	},
	metrics: {
		item: 'metric',
		processed: null,
		inflight: upDownCounter(METRICS.dataPointsInflight),
		exported: counter(METRICS.dataPointsExported),
		queue: null,
	},
} as const;

/** A processor or exporter as the conventions name it: its type, and a number, for there could be several. */
function component(type: string): Attributes {
	return { [ATTR_OTEL_COMPONENT_TYPE]: type, [ATTR_OTEL_COMPONENT_NAME]: `${type}/0` };
}

/**
 * The metrics of one signal's way out, by
 * https://opentelemetry.io/docs/specs/semconv/otel/sdk-metrics/. Attribute sets are made once.
 */
export class ExportMetrics {
	private readonly instruments: (typeof BY_SIGNAL)[Signal];
	private readonly processor: Attributes;
	private readonly exporter: Attributes;
	private readonly failed = new Map<string, { processor: Attributes; exporter: Attributes }>();

	constructor(signal: Signal, target: Pick<OtlpTarget, 'url' | 'protocol'>) {
		this.instruments = BY_SIGNAL[signal];
		const { item } = this.instruments;
		this.processor = component(`batching_${item}_processor`);
		this.exporter = {
			...component(`otlp_http_${target.protocol === 'http/json' ? 'json_' : ''}${item}_exporter`),
			...serverConventions(new URL(target.url)),
		};
	}

	/** Items that left the queue for the exporter. */
	processed(items: number): void {
		this.instruments.processed?.add(items, this.processor);
	}

	/** An item that did not get into the queue. */
	refused(reason: DropReason): void {
		this.instruments.processed?.add(1, this.failure(reason).processor);
	}

	inflight(items: number): void {
		this.instruments.inflight.add(items, this.exporter);
	}

	exported(items: number): void {
		this.instruments.exported.add(items, this.exporter);
	}

	dropped(reason: DropReason, items: number): void {
		this.instruments.exported.add(items, this.failure(reason).exporter);
	}

	/** One attempt. @param errorType of low cardinality; `undefined` where it succeeded */
	attempted(seconds: number, errorType: string | undefined, status: number | undefined): void {
		const attributes = errorType === undefined ? this.exporter : this.failure(errorType).exporter;
		duration.record(
			seconds,
			status === undefined ? attributes : { ...attributes, [ATTR_HTTP_RESPONSE_STATUS_CODE]: status },
		);
	}

	/** Registers what is read when metrics are collected: the meters have to be in place. */
	observeQueue(queue: { readonly queued: number; readonly capacity: number }): void {
		const definitions = this.instruments.queue;
		if (definitions === null) return;
		const meter = metrics.getMeter(EXPORT_SCOPE);
		this.observe(meter, definitions.size, () => queue.queued);
		this.observe(meter, definitions.capacity, () => queue.capacity);
	}

	private observe(meter: Meter, definition: MetricDefinition, value: () => number): void {
		observable(meter, definition).addCallback((result) => result.observe(value(), this.processor));
	}

	/** Few reasons, so few sets: made at the first of each. */
	private failure(errorType: string) {
		let made = this.failed.get(errorType);
		if (made === undefined) {
			const error = { [ATTR_ERROR_TYPE]: errorType };
			made = { processor: { ...this.processor, ...error }, exporter: { ...this.exporter, ...error } };
			this.failed.set(errorType, made);
		}
		return made;
	}
}
