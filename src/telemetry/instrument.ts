import type { Instrumentation } from '@opentelemetry/instrumentation';
import type { TelemetryConfig } from './config';
import { provide } from './guarded/provide';
import { redactAlso } from './http/redact';
import { instrumentFetch } from './instrumentation/fetch';
import { instrumentNodeHttp } from './instrumentation/http';
import { instrumentNamed } from './instrumentation/named';
import { instrumentPostgres } from './instrumentation/postgres';
import { instrumentRuntime } from './instrumentation/runtime';
import { instrumentServe } from './instrumentation/serve';
import { instrumentSql } from './instrumentation/sql';
import { instrumentWebSocket } from './instrumentation/websocket';

/** Starts what is known by that name; what comes from others is given back, to be provided for. */
type Instruments = Readonly<Record<string, (config: TelemetryConfig) => Instrumentation | undefined>>;

/** Our own, in the order in which they are started; each is switched off by OTEL_NODE_DISABLED_INSTRUMENTATIONS. */
const OWN: Instruments = {
	serve: instrumentServe,
	websocket: instrumentWebSocket,
	fetch: instrumentFetch,
	http: instrumentNodeHttp,
	pg: instrumentPostgres,
	sql: instrumentSql,
	runtime: instrumentRuntimeOf,
};

/** Prometheus scrapes at most once a minute by default, and when it likes. */
const SCRAPE_INTERVAL_MS = 60_000;

function instrumentRuntimeOf({ metricsExporters, metricExportIntervalMs }: TelemetryConfig): undefined {
	const scraped = metricsExporters.includes('prometheus') ? SCRAPE_INTERVAL_MS : 0;
	instrumentRuntime(undefined, Math.max(metricExportIntervalMs, scraped));
}

/**
 * Patches what is to be seen. Comes after the meters, which have no proxy, and before anything else is loaded.
 * @param instead of our own, by their names
 * @returns the names of what is on
 */
export function instrument(config: TelemetryConfig, instead: Instruments = {}): readonly string[] {
	redactAlso(config.redactedQueryKeys);
	const starters = { ...OWN, ...instead };
	const wanted = (name: string) => !config.disabledInstrumentations.includes(name);
	const own = Object.keys(starters).filter(wanted);
	const others = config.enabledInstrumentations.filter((name) => !(name in starters) && wanted(name));
	const started = own.flatMap((name) => starters[name]?.(config) ?? []);
	for (const instrumentation of [...started, ...instrumentNamed(others)]) provide(instrumentation);
	return Object.freeze([...own, ...others]);
}
