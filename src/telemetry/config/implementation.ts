import type { Environment } from './environment';

/** Ours; or OpenTelemetry's own NodeSDK, exporters and `instrumentation-pg`, to compare with and to fall back on. */
export const IMPLEMENTATIONS = ['glasshouse', 'official'] as const;
export type Implementation = (typeof IMPLEMENTATIONS)[number];

const VARIABLE = 'GLASSHOUSE_TELEMETRY';

/** What the official packages have nothing like. */
const OURS_ALONE = [
	'GLASSHOUSE_KEEP_BUFFER_SPANS',
	'GLASSHOUSE_KEEP_SLOWER_THAN',
	'GLASSHOUSE_OTLP_SPOOL_DIR',
	'GLASSHOUSE_OTLP_SPOOL_MAX_BYTES',
	'OTEL_METRICS_EXEMPLAR_FILTER',
];

/** @throws ConfigError for another name, and for a sampler that the named implementation does not have */
export function implementation(e: Environment): Implementation {
	const name = e.oneOf(VARIABLE, IMPLEMENTATIONS, 'glasshouse');
	if (name === 'official') {
		refuseOurSampler(e);
		e.text('OTEL_NODE_EXPERIMENTAL_SDK_METRICS'); // NodeSDK itself reads it
	}
	return name;
}

/** Variables that are set, and that only the other implementation could honour. */
export function notHonouredBy(name: Implementation, e: Environment): string[] {
	return name === 'glasshouse' ? [] : OURS_ALONE.filter((variable) => e.text(variable) !== undefined);
}

/** To sample otherwise than it was asked for would lose what matters. */
function refuseOurSampler(e: Environment): void {
	const name = 'OTEL_TRACES_SAMPLER';
	if (e.text(name)?.toLowerCase() !== 'keep_what_matters') return;
	e.refuse(name, `one of the specification's samplers, which are all that ${VARIABLE}=official has`);
}
