/** What stops the start: a variable, a value, and a part of the reason that is given. */
export const REFUSED: [name: string, value: string, reason: string][] = [
	['OTEL_EXPORTER_OTLP_PROTOCOL', 'grpc', 'gRPC is not spoken here'],
	['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', 'grpc', 'gRPC is not spoken here'],
	['OTEL_TRACES_EXPORTER', 'zipkin', 'some of otlp, console, none'],
	['OTEL_METRICS_EXPORTER', 'statsd', 'some of otlp, prometheus, console, none'],
	['OTEL_LOGS_EXPORTER', 'syslog', 'some of otlp, console, none'],
	['OTEL_TRACES_SAMPLER', 'jaeger_remote', 'one of always_on'],
	['OTEL_PROPAGATORS', 'jaeger', 'some of tracecontext, baggage, b3, b3multi, none'],
	[
		'OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION',
		'base2_exponential_bucket_histogram',
		'explicit_bucket_histogram',
	],
	['OTEL_EXPORTER_OTLP_COMPRESSION', 'zstd', 'one of gzip, none'],
	['OTEL_EXPORTER_OTLP_CERTIFICATE', '/no/such/file', 'a file that exists'],
	['OTEL_NODE_ENABLED_INSTRUMENTATIONS', 'rediss', 'expected'],
	['GLASSHOUSE_OTLP_SPOOL_MAX_BYTES', '1k', 'a whole number'],
	['GLASSHOUSE_TELEMETRY', 'opentelemetry', 'one of glasshouse, official'],
];

/** What is common elsewhere and changes nothing here: a variable, and a part of what is said of it. */
export const UNSUPPORTED: [name: string, reason: string][] = [
	['OTEL_CONFIG_FILE', 'only the environment'],
	['OTEL_EXPERIMENTAL_CONFIG_FILE', 'only the environment'],
	['OTEL_EXPORTER_JAEGER_AGENT_HOST', 'OTLP'],
	['OTEL_EXPORTER_OTLP_INSECURE', 'http://'],
	['OTEL_EXPORTER_OTLP_TRACES_INSECURE', 'http://'],
	['OTEL_EXPORTER_ZIPKIN_ENDPOINT', 'OTLP'],
	['OTEL_INSTRUMENTATION_HTTP_KNOWN_METHODS', 'OTEL_NODE_ENABLED_INSTRUMENTATIONS'],
	['OTEL_NODE_RESOURCE_DETECTORS', 'OTEL_RESOURCE_ATTRIBUTES'],
	['OTEL_SEMCONV_STABILITY_OPT_IN', 'the stable conventions'],
	['OTEL_TRACE_SAMPLER', 'no such variable'],
];
