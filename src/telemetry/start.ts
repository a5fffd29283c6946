import { context, diag } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import type { Instrumentation } from '@opentelemetry/instrumentation';
import type * as SdkNode from '@opentelemetry/sdk-node';
import { parseConfig, type TelemetryConfig } from './config';
import { startDiagnostics } from './diagnostics';
import type { Env } from './environment';
import { getTelemetry, holdTelemetry, type Telemetry } from './handle';
import { instrumentFetch } from './instrumentation/fetch';
import { instrumentNodeHttp } from './instrumentation/http';
import { instrumentNamed } from './instrumentation/named';
import { instrumentPostgres } from './instrumentation/postgres';
import { instrumentServe } from './instrumentation/serve';
import { EMPTY_LIVE_STORE } from './live/empty';
import { LiveSpanProcessor } from './live/processor';
import { MemoryLiveStore } from './live/store';
import { loadPackage } from './loadPackage';
import { settleWithin } from './pipeline/bounded';
import { OneClock } from './pipeline/clock';
import { emitLog } from './pipeline/logs';
import { logExportProcessors, shownEndpoint, spanExportProcessors } from './pipeline/processors';
import { createPropagator } from './pipeline/propagator';
import { createSampler } from './pipeline/sampler';
import { UrlAttributes } from './pipeline/urlAttributes';
import { describeResource } from './resource';

/** What an app says of itself where the environment does not. */
export interface ServiceIdentity {
	name: string;
	version?: string;
}

/** Our own, in the order in which they are started; each is switched off by OTEL_NODE_DISABLED_INSTRUMENTATIONS. */
const OWN: Record<string, () => Instrumentation | undefined> = {
	serve: instrumentServe,
	fetch: instrumentFetch,
	http: instrumentNodeHttp,
	pg: instrumentPostgres,
};

/**
 * Starts telemetry in this process, before anything else is loaded; a second call, also from another copy of
 * this module, returns what the first one started.
 * @param env the environment of the process unless given
 * @throws ConfigError naming a variable that cannot be used, its value, and what was expected
 */
export function startTelemetry(
	env?: Env,
	service: ServiceIdentity = { name: 'unknown_service:bun' },
): Telemetry {
	const running = getTelemetry();
	if (running !== undefined) return running;
	const config = parseConfig(env, service);
	startDiagnostics(config);
	const telemetry = config.disabled ? disabledTelemetry(config) : enabledTelemetry(config);
	holdTelemetry(telemetry);
	if (config.debug) process.stderr.write(`${initialisationLine(telemetry)}\n`);
	return telemetry;
}

/** Nothing is patched, but a context manager is there: libraries such as DBOS crash without one. */
function disabledTelemetry(config: TelemetryConfig): Telemetry {
	context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
	return Object.freeze({
		enabled: false,
		serviceName: config.serviceName,
		endpoint: null,
		sampler: config.sampler,
		instrumentations: [],
		live: EMPTY_LIVE_STORE,
		forceFlush: () => Promise.resolve(),
		shutdown: () => Promise.resolve(),
	});
}

function enabledTelemetry(config: TelemetryConfig): Telemetry {
	const logProcessors = logExportProcessors(config);
	const spanProcessors = spanExportProcessors(config);
	const live = new MemoryLiveStore(logProcessors.length === 0 ? undefined : emitLog);
	const { names, instrumentations } = instrument(config);
	// Only now, for it imports `node:http`, whose named exports can no longer be patched from then on.
	const { NodeSDK } = loadPackage('@opentelemetry/sdk-node') as typeof SdkNode;
	diag.disable(); // where OTEL_LOG_LEVEL is set, NodeSDK puts a logger of its own in place, and warns of ours
	const sdk = new NodeSDK({
		resource: describeResource(config),
		autoDetectResources: false,
		sampler: createSampler(config),
		spanLimits: config.spanLimits,
		spanProcessors: [new OneClock(), new UrlAttributes(), new LiveSpanProcessor(live), ...spanProcessors],
		logRecordProcessors: logProcessors,
		metricReaders: [],
		textMapPropagator: createPropagator(config.propagators),
		instrumentations,
	});
	startDiagnostics(config);
	sdk.start();
	const exporters = [...spanProcessors, ...logProcessors];
	return endingWith({ config, names, live, flush: () => exporters.map((one) => one.forceFlush()), sdk });
}

function instrument(config: TelemetryConfig) {
	const own = Object.entries(OWN).filter(([name]) => !config.disabledInstrumentations.includes(name));
	const others = config.enabledInstrumentations.filter(
		(name) => !(name in OWN) && !config.disabledInstrumentations.includes(name),
	);
	const started = own.flatMap(([, start]) => start() ?? []);
	return {
		names: Object.freeze([...own.map(([name]) => name), ...others]),
		instrumentations: [...started, ...instrumentNamed(others)],
	};
}

interface Parts {
	config: TelemetryConfig;
	names: readonly string[];
	live: MemoryLiveStore;
	flush: () => Promise<void>[];
	sdk: SdkNode.NodeSDK;
}

function endingWith({ config, names, live, flush, sdk }: Parts): Telemetry {
	let stopped: Promise<void> | undefined;
	const forceFlush = () => settleWithin(flush(), config.flushTimeoutMs, 'Flushing telemetry');
	const shutdown = () =>
		(stopped ??= settleWithin([sdk.shutdown()], config.flushTimeoutMs, 'Stopping telemetry'));
	// The batch timers do not keep a process alive: one that ends by itself would leave its last spans behind.
	process.once('beforeExit', () => void forceFlush());
	return Object.freeze({
		enabled: true,
		serviceName: config.serviceName,
		endpoint: shownEndpoint(config),
		sampler: config.sampler,
		instrumentations: names,
		live,
		forceFlush,
		shutdown,
	});
}

function initialisationLine({
	enabled,
	serviceName,
	endpoint,
	sampler,
	instrumentations,
}: Telemetry): string {
	if (!enabled) return `[telemetry] disabled by OTEL_SDK_DISABLED service=${serviceName}`;
	return (
		`[telemetry] initialised service=${serviceName} endpoint=${endpoint ?? 'none'} sampler=${sampler} ` +
		`instrumentations=${instrumentations.join(',')}`
	);
}
