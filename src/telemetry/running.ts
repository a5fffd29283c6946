import type { TelemetryConfig } from './config';
import { flushAtEnd } from './flushAtEnd';
import type { ForeignSpan, Telemetry } from './handle';
import type { TelemetryHealth } from './health/types';
import type { Initialising } from './initialising';
import type { LiveStore } from './live/types';
import type { MetricExport } from './metrics/export';
import type { MetricReader } from './metrics/provider';
import { settleWithin } from './pipeline/bounded';
import type { TelemetryExport } from './pipeline/export/createExport';
import type { KeepWhatMatters } from './pipeline/keepWhatMatters';
import { RuntimeHistory } from './runtimeHistory';
import type { ForeignSpans } from './tracing/foreignSpans';
import { endOpenConnections } from './websocket/connection';

/** The ways out, as they are flushed, stopped and told of. */
type Exporting = Pick<TelemetryExport, 'health' | 'forceFlush' | 'shutdown'>;

/** What a running telemetry is made of. */
export interface Parts {
	readonly config: TelemetryConfig;
	readonly initialising: Initialising;
	readonly instrumentations: readonly string[];
	readonly live: LiveStore;
	readonly reader: MetricReader;
	readonly metricExport: MetricExport;
	readonly exporting: Exporting;
	/** Of the sampler of that name only. */
	readonly keep: KeepWhatMatters | null;
	readonly foreign: ForeignSpans;
	/** Takes in what has happened and waits to be: none where nothing waits. */
	readonly settle?: () => void;
	/** Decides on what is open or undecided: none where nothing waits for a decision. */
	readonly decide?: () => void;
}

/** The one telemetry of the process, over its parts. */
export function running(parts: Parts): Telemetry {
	const { config, instrumentations, live, reader, exporting } = parts;
	const history = new RuntimeHistory();
	const bounded = (work: Promise<void>, what: string) => settleWithin([work], config.flushTimeoutMs, what);
	const forceFlush = () => bounded(flush(parts), 'Flushing telemetry');
	let stopped: Promise<void> | undefined;
	const shutdown = () => {
		history.stop();
		return (stopped ??= bounded(stop(parts), 'Stopping telemetry'));
	};
	flushAtEnd({ flush: forceFlush, stop: shutdown });
	return Object.freeze({
		enabled: true,
		serviceName: config.serviceName,
		endpoint: exporting.health().find(({ endpoint }) => endpoint !== null)?.endpoint ?? null,
		sampler: config.sampler,
		instrumentations,
		live,
		takeIn: (spans: readonly ForeignSpan[]) => parts.foreign.take(spans),
		runtime: (sinceMs?: number) => history.samples(sinceMs),
		health: () => healthOf(parts),
		collectMetrics: () => reader.collect(),
		forceFlush,
		shutdown,
	});
}

async function flush({ metricExport, exporting, settle }: Parts): Promise<void> {
	settle?.();
	await Promise.all([metricExport.forceFlush(), exporting.forceFlush()]);
}

/** What is open or undecided is settled first, for it goes where everything goes; the last collection follows. */
async function stop({ decide, metricExport, exporting, settle }: Parts): Promise<void> {
	endOpenConnections();
	settle?.();
	decide?.();
	const collected = metricExport.shutdown();
	await Promise.all([collected, exporting.shutdown(collected)]);
	tellOfLoss(exporting);
}

const ITEMS = { traces: 'spans', metrics: 'data points', logs: 'log records' } as const;

/** The counters of a process that ends are read by nobody. */
function tellOfLoss(exporting: Exporting): void {
	const lost = exporting
		.health()
		.flatMap(({ signal, dropped: { shutdown = 0 } }) =>
			shutdown > 0 ? [`${ITEMS[signal]} (${shutdown})`] : [],
		);
	if (lost.length > 0) process.stderr.write(`[telemetry] not sent before the stop: ${lost.join(', ')}\n`);
}

function healthOf(parts: Parts): TelemetryHealth {
	const { config, instrumentations, live, metricExport, exporting, keep, settle } = parts;
	settle?.();
	return {
		enabled: true,
		initialisation: parts.initialising.tell(),
		serviceName: config.serviceName,
		sampler: config.sampler,
		samplerDecisions: keep?.decisions() ?? {},
		instrumentations: [...instrumentations],
		signals: exporting.health(),
		scrapeUrl: metricExport.scrapeUrl,
		live: live.dropped(),
	};
}
