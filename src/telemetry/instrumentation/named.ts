import type * as AutoInstrumentations from '@opentelemetry/auto-instrumentations-node';
import type { Instrumentation } from '@opentelemetry/instrumentation';
import { ConfigError } from '../environment';
import { loadPackage } from '../loadPackage';

type Package = typeof AutoInstrumentations;

const PREFIX = '@opentelemetry/instrumentation-';
/** Those that are started elsewhere, with settings of ours: twice would be double spans. */
const OURS = ['http', 'pg'];

/**
 * Instrumentations that were asked for by name, from `@opentelemetry/auto-instrumentations-node`. It takes 50 ms
 * and 30 MB, so nothing of it is loaded where nothing of it is named.
 * @throws ConfigError for a name that it does not know
 */
export function instrumentNamed(names: readonly string[]): Instrumentation[] {
	if (names.length === 0) return [];
	const { getNodeAutoInstrumentations } = loadPackage('@opentelemetry/auto-instrumentations-node') as Package;
	const config: Record<string, { enabled: boolean }> = {};
	for (const name of OURS) config[PREFIX + name] = { enabled: false };
	for (const name of names) config[PREFIX + name] = { enabled: true };
	const loaded: Instrumentation[] = getNodeAutoInstrumentations(config);
	const unknown = names.find(
		(name) => !loaded.some(({ instrumentationName }) => instrumentationName === PREFIX + name),
	);
	if (unknown === undefined) return loaded;
	throw new ConfigError(
		`OTEL_NODE_ENABLED_INSTRUMENTATIONS=${JSON.stringify(unknown)} is not usable: expected names that ` +
			`@opentelemetry/auto-instrumentations-node knows, such as redis or mongodb`,
	);
}
