import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import { report } from '../guard';
import { suppressTracing } from '../suppression';
import { within } from './deadline';
import { timed, type Collect } from './timed';
import type { CollectedMetrics } from './types';

export interface PeriodicExportOptions {
	readonly collect: Collect;
	readonly send: (metrics: CollectedMetrics) => Promise<void>;
	readonly intervalMs: number;
	/** Of one collection, and of sending what it gave. */
	readonly timeoutMs: number;
}

/**
 * Collects and sends all metrics once an interval, and a last time at shutdown. There is one export at a time; a
 * failed one goes to `diag`, and the next comes at its time. The timer does not keep a process alive.
 * https://opentelemetry.io/docs/specs/otel/metrics/sdk/#periodic-exporting-metricreader
 */
export class PeriodicExport {
	private readonly collect: Collect;
	private timer: ReturnType<typeof setInterval> | undefined;
	private running: Promise<void> | undefined;
	private following: Promise<void> | undefined;
	private stopping: Promise<void> | undefined;

	constructor(private readonly options: PeriodicExportOptions) {
		const { collect, timeoutMs } = options;
		this.collect = timed('periodic_metric_reader', () => within(timeoutMs, 'Collecting metrics', collect()));
	}

	start(): void {
		if (this.stopping !== undefined) return;
		this.timer ??= setInterval(() => void this.run(), this.options.intervalMs);
		this.timer.unref();
	}

	/** Sends everything that was recorded up to now. Never rejects; nothing is sent after the shutdown. */
	forceFlush(): Promise<void> {
		return this.stopping ?? this.runAgain();
	}

	/** Stops the timer and exports once more. Never rejects; safe to call twice. */
	shutdown(): Promise<void> {
		clearInterval(this.timer);
		return (this.stopping ??= this.runAgain());
	}

	/** The one that runs may have collected already: another follows it, for all who ask meanwhile. */
	private runAgain(): Promise<void> {
		if (this.running === undefined) return this.run();
		this.following ??= this.running.then(() => {
			this.following = undefined;
			return this.run();
		});
		return this.following;
	}

	/** An interval that ends while an export runs is left out. */
	private run(): Promise<void> {
		this.running ??= context.with(suppressTracing(ROOT_CONTEXT), () => this.export());
		return this.running;
	}

	private async export(): Promise<void> {
		try {
			const metrics = await this.collect();
			if (metrics.scopeMetrics.length === 0) return;
			await within(this.options.timeoutMs, 'Sending metrics', this.options.send(metrics));
		} catch (error) {
			report('Exporting metrics', error);
		} finally {
			this.running = undefined;
		}
	}
}
