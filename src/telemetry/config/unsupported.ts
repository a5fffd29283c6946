const OTLP_ONLY = 'spans go out over OTLP, which Jaeger and Zipkin take, too';

/** Why what other SDKs know is not honoured here; the first that fits is told. */
const REASONS: readonly [names: RegExp, reason: string][] = [
	[/^OTEL_(EXPERIMENTAL_)?CONFIG_FILE$/, 'only the environment configures telemetry, no file'],
	[
		/^OTEL_EXPORTER_OTLP_.*INSECURE$/,
		'an endpoint that begins with http:// is plain, one with https:// is not',
	],
	[/^OTEL_EXPORTER_(ZIPKIN|JAEGER)_/, OTLP_ONLY],
	[/^OTEL_NODE_RESOURCE_DETECTORS$/, 'nothing is detected; OTEL_RESOURCE_ATTRIBUTES adds to what is known'],
	[
		/^GLASSHOUSE_OTLP_SPOOL_/,
		'the official exporters keep nothing on disk; without GLASSHOUSE_TELEMETRY=official it is honoured',
	],
	[
		/^GLASSHOUSE_KEEP_/,
		'the official SDK samples at the start of a trace only; without GLASSHOUSE_TELEMETRY=official it is honoured',
	],
	[
		/^OTEL_METRICS_EXEMPLAR_FILTER$/,
		'the official SDK makes no exemplars; without GLASSHOUSE_TELEMETRY=official it is honoured',
	],
	[/^OTEL_SEMCONV_STABILITY_OPT_IN$/, 'the stable conventions alone are followed, whatever stands there'],
	[
		/^OTEL_INSTRUMENTATION_/,
		'at most an instrumentation that OTEL_NODE_ENABLED_INSTRUMENTATIONS names reads it',
	],
];

const UNKNOWN = 'no such variable is known here';

/** Set for another program of the same machine or pod. */
const OF_OTHER_LANGUAGES = /^OTEL_(CPP|DOTNET|ERLANG|GO|JAVA|JAVAAGENT|PHP|PYTHON|RUBY|RUST|SWIFT)_/;

/**
 * Tells on stderr of variables that are set and change nothing, a misspelt one among them: for each has somebody
 * who believes that it does.
 * @param names of variables that begin with `OTEL_` and that nobody has read, or only another implementation would
 */
export function warnOfUnsupported(names: readonly string[]): void {
	const meant = names.filter((name) => !OF_OTHER_LANGUAGES.test(name));
	for (const name of meant) process.stderr.write(`[telemetry] ${name} is not honoured: ${reasonOf(name)}\n`);
}

function reasonOf(name: string): string {
	return REASONS.find(([names]) => names.test(name))?.[1] ?? UNKNOWN;
}
