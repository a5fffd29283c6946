type Env = Readonly<Record<string, string | undefined>>;

export interface InstanceSettings {
	readonly port: number;
	readonly dataDir: string;
	/** Where its traces, metrics and logs are to go instead of where this shell says; `null` changes nothing. */
	readonly otlpEndpoint: string | null;
	/** Whether its metrics are to be served besides, for us to read. */
	readonly servesMetrics: boolean;
}

/** What an instance takes over from this shell: telemetry's settings, and what programs need to run. */
const TAKEN_OVER =
	/^(OTEL_|GLASSHOUSE_(TELEMETRY|TOKEN|KEEP_|METRICS_|REDACT_|LOG_(LEVEL|OTLP_LEVEL)$)|PATH$|HOME$|TMPDIR$|LANG$|TZ$|NODE_EXTRA_CA_CERTS$|PG)/;
const OWN_ENDPOINT = /^OTEL_EXPORTER_OTLP_(TRACES|METRICS|LOGS)_ENDPOINT$/;

/** So that nobody waits a minute for metrics; what this shell says counts more. */
const SOON = {
	OTEL_BSP_SCHEDULE_DELAY: '200',
	OTEL_BLRP_SCHEDULE_DELAY: '200',
	OTEL_METRIC_EXPORT_INTERVAL: '1000',
} as const;

/** The environment of an instance that has a database, a folder and a port of its own, and this shell's telemetry. */
export function instanceEnv(shell: Env, settings: InstanceSettings): Record<string, string> {
	const { port, dataDir, otlpEndpoint, servesMetrics } = settings;
	const taken = Object.entries(shell).flatMap(([name, value]): [string, string][] =>
		value === undefined || value === '' || !TAKEN_OVER.test(name) ? [] : [[name, value]],
	);
	const env: Record<string, string> = { ...SOON, ...Object.fromEntries(taken) };
	return {
		...(otlpEndpoint === null ? env : pointedAt(otlpEndpoint, env)),
		...(servesMetrics ? served(env.OTEL_METRICS_EXPORTER) : {}),
		HOST: '127.0.0.1',
		PORT: String(port),
		GLASSHOUSE_DATA_DIR: dataDir,
		GLASSHOUSE_INSTANCE_ID: `verify-${port}`,
	};
}

/** What the target of the check takes over: spans alone, under a name of its own. */
export function targetEnv(instance: Record<string, string>): Record<string, string> {
	return {
		...instance,
		OTEL_SERVICE_NAME: 'glasshouse-verify-target',
		OTEL_METRICS_EXPORTER: 'none',
		OTEL_LOGS_EXPORTER: 'none',
	};
}

function pointedAt(endpoint: string, env: Record<string, string>): Record<string, string> {
	const kept = Object.entries(env).filter(([name]) => !OWN_ENDPOINT.test(name));
	return { ...Object.fromEntries(kept), OTEL_EXPORTER_OTLP_ENDPOINT: endpoint };
}

/** Any free port will do, unless this shell has chosen to serve them itself. */
function served(exporters = 'otlp'): Record<string, string> {
	if (/\b(prometheus|none)\b/.test(exporters)) return {};
	return { OTEL_METRICS_EXPORTER: `${exporters},prometheus`, OTEL_EXPORTER_PROMETHEUS_PORT: '0' };
}
