import {
	diag,
	type Meter as ApiMeter,
	type MeterOptions,
	type MeterProvider as ApiMeterProvider,
} from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import { Meter, type MeterSettings } from './meter';
import { Callbacks } from './callbacks';
import type { ReaderKey, StreamSettings } from './stream';
import type { CollectedMetrics, Temporality } from './types';

/** Shorter than any flush: one callback that hangs must not cost the last collection at shutdown. */
const CALLBACK_TIMEOUT_MS = 3_000;

export interface MeterProviderOptions extends StreamSettings {
	readonly resource: Resource;
	/** How long a collection waits for observable callbacks. */
	readonly callbackTimeoutMs?: number;
}

/** Who collects; of what it reads as deltas, nobody else takes anything away. */
export interface MetricReader {
	/** Collections of one reader run one after the other; one that fails does not stop the next. */
	collect(): Promise<CollectedMetrics>;
}

/**
 * The metrics SDK behind the API, with what the JavaScript SDK leaves out: exemplars, and collections that tell
 * only of what asynchronous instruments observed for them. Without a reader nothing is kept.
 * https://opentelemetry.io/docs/specs/otel/metrics/sdk/
 */
export class MeterProvider implements ApiMeterProvider {
	private readonly meters = new Map<string, Meter>();
	private readonly readers = new Set<ReaderKey>();
	private readonly callbacks = new Callbacks();
	private readonly settings: MeterSettings;
	private settle: () => void = () => {};

	constructor(private readonly options: MeterProviderOptions) {
		const { exemplarFilter, cardinalityLimit } = options;
		this.settings = { exemplarFilter, cardinalityLimit, readers: this.readers, callbacks: this.callbacks };
	}

	getMeter(name: string, version?: string, { schemaUrl }: MeterOptions = {}): ApiMeter {
		if (name === '') diag.warn('A meter without a name was asked for');
		const key = JSON.stringify([name, version ?? '', schemaUrl ?? '']);
		const known = this.meters.get(key);
		if (known !== undefined) return known;
		const meter = new Meter({ name, version, schemaUrl }, this.settings);
		this.meters.set(key, meter);
		return meter;
	}

	/** What was measured before the first reader of its kind is not seen: make readers first, then instruments. */
	reader(temporality: Temporality): MetricReader {
		const key: ReaderKey = { temporality };
		const now = Date.now();
		this.readers.add(key);
		for (const meter of this.meters.values()) meter.attach(key, now);
		let last: Promise<unknown> = Promise.resolve();
		return {
			collect: () => {
				const collected = last.then(() => this.collect(key));
				last = collected.catch(() => undefined); // who asked is told
				return collected;
			},
		};
	}

	/** @param settle takes in what has happened and waits to be measured; called before anything is collected. */
	settleBeforeCollecting(settle: () => void): void {
		this.settle = settle;
	}

	private async collect(reader: ReaderKey): Promise<CollectedMetrics> {
		this.settle();
		const observed = await this.callbacks.observe(this.options.callbackTimeoutMs ?? CALLBACK_TIMEOUT_MS);
		const now = Date.now();
		const scopes = [...this.meters.values()].map((meter) => meter.collect(reader, now, observed));
		return {
			resource: this.options.resource,
			scopeMetrics: scopes.filter(({ metrics }) => metrics.length > 0),
		};
	}
}
