import { diag } from '@opentelemetry/api';

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
	[/^OTEL_SEMCONV_STABILITY_OPT_IN$/, 'the stable conventions alone are followed, whatever stands there'],
	[
		/^OTEL_INSTRUMENTATION_/,
		'at most an instrumentation that OTEL_NODE_ENABLED_INSTRUMENTATIONS names reads it',
	],
];

const UNKNOWN = 'no such variable is known here';

/**
 * Tells of variables that are set and change nothing, for each has somebody who believes that it does.
 * @param names of variables that begin with `OTEL_` and that nobody has read
 */
export function warnOfUnsupported(names: readonly string[]): void {
	for (const name of names) diag.warn(`${name} is not honoured: ${reasonOf(name)}`);
}

function reasonOf(name: string): string {
	return REASONS.find(([names]) => names.test(name))?.[1] ?? UNKNOWN;
}
