import type { OtlpProtocol } from '../../config';
import type { CollectedMetrics } from '../../metrics/types';
import { encodeMetrics } from '../../otlp/encode';
import type { Load } from './load';
import type { Outlet } from './outlet';
import { SignalExport, type SignalExportParts } from './signalExport';

/** Collections on their way at once: one more than a reader that sends one after the other needs. */
const MOST_AT_ONCE = 2;

/** The outlet of metrics, which come as whole collections. */
export class MetricsOutlet implements Outlet {
	private readonly way: SignalExport;
	private readonly sending = new Set<Promise<void>>();
	private closed = false;

	/** @throws ConfigError where a header or a certificate cannot be used */
	constructor(private readonly parts: SignalExportParts) {
		this.way = new SignalExport(parts);
	}

	/** Resolves when the collection is exported, on disk, or counted as dropped. Never rejects. */
	async send(metrics: CollectedMetrics): Promise<void> {
		const load = new MetricsLoad(metrics);
		if (load.items === 0) return;
		if (this.closed) return this.way.tally.drop('shutdown', load.items);
		if (this.sending.size >= MOST_AT_ONCE) return this.way.tally.drop('queue_full', load.items);
		const sent = this.parts.background(() => this.way.ship(load)).finally(() => this.sending.delete(sent));
		this.sending.add(sent);
		await sent;
	}

	health() {
		return { queued: 0, queueSize: null, ...this.way.health() };
	}

	resume(): void {
		this.way.resume();
	}

	lost(items: number): void {
		this.way.tally.drop('spool_full', items);
	}

	async forceFlush(): Promise<void> {
		await Promise.all(this.sending);
	}

	/** @param last does not reject: a reader's shutdown, which collects and sends once more */
	shutdown(last: Promise<unknown> = Promise.resolve()): Promise<void> {
		return this.way.stop(async (late) => {
			await Promise.race([last, late]);
			this.closed = true;
			await this.forceFlush();
		});
	}
}

class MetricsLoad implements Load {
	readonly items: number;

	constructor(private readonly metrics: CollectedMetrics) {
		this.items = 0;
		for (const scope of metrics.scopeMetrics)
			for (const metric of scope.metrics) this.items += metric.dataPoints.length;
	}

	encode(protocol: OtlpProtocol): Uint8Array<ArrayBuffer> {
		return encodeMetrics(this.metrics, protocol);
	}

	/** One that cannot be encoded is lost whole: the next one tells the same again. */
	halves(): readonly Load[] {
		return [];
	}

	release(): void {}
}
