import { GRAFANA } from '../../../scripts/dashboards/dialects';
import { prometheusName, signozName, type Part } from '../../../scripts/dashboards/names';
import { METRICS as APP_METRICS } from '../../../src/lib/server/metrics';
import { METRICS } from '../../../src/telemetry/catalogue';
import type { MetricDefinition } from '../../../src/telemetry/definition';
import { filesOf, jsonOf } from './files';
import { signozAlertSchema } from './signozAlertSchema';
import { signozSchema } from './signozSchema';

export type SignozDashboard = ReturnType<typeof signozSchema.parse>;

/** Every metric that is emitted, by the library and by the app. */
export const ALL: readonly MetricDefinition[] = [...Object.values(METRICS), ...Object.values(APP_METRICS)];
/** What every series has of its resource, and what buckets have. */
const OF_ALL = ['service.name', 'service.instance.id', 'le'];
/** `{"a.b", "c.d"="e"}`: in SigNoz the name stands first, in quotes. */
const SELECTOR = /\{"([^"]+)"(?:, )?([^}]*)\}/g;

export function partsOf({ instrument }: MetricDefinition): Part[] {
	return instrument === 'histogram' ? ['bucket', 'count', 'sum'] : ['value'];
}

export function promqlOf({ spec }: SignozDashboard['spec']['panels'][string]) {
	const { plugin } = spec.queries[0].spec;
	return plugin.kind === 'signoz/PromQLQuery'
		? [plugin.spec]
		: plugin.spec.queries.map((query) => query.spec);
}

/** Every query of panels and alerts for SigNoz, with where it stands. */
export function signozQueries(): [where: string, query: string][] {
	const ofPanels = filesOf('dashboards/signoz/*.json').flatMap((path) =>
		Object.entries(signozSchema.parse(jsonOf(path)).spec.panels).flatMap(([id, panel]) =>
			promqlOf(panel).map(({ name, query }): [string, string] => [`${path}: ${id} ${name}`, query]),
		),
	);
	const ofAlerts = filesOf('dashboards/signoz/alerts/*.json').map((path): [string, string] => [
		path,
		signozAlertSchema.parse(jsonOf(path)).condition.compositeQuery.queries[0].spec.query,
	]);
	return [...ofPanels, ...ofAlerts];
}

/** The names in a query of SigNoz that stand in no catalogue, or an attribute that its metrics do not have. */
export function strangeInSignoz(query: string): string[] {
	const selectors = [...query.matchAll(SELECTOR)].map(([, name = '', matchers = '']) => ({
		name,
		keys:
			metricCalled(name) === undefined ? undefined : [...(metricCalled(name)?.attributes ?? []), ...OF_ALL],
		asked: [...matchers.matchAll(/"?([\w.]+)"?(?:=~|!~|!=|=)"/g)].map(([, key = '']) => key),
	}));
	const known = new Set(selectors.flatMap(({ keys }) => keys ?? []));
	const kept = [...query.matchAll(/ by \(([^)]*)\)/g)].flatMap(([, keys = '']) => keys.split(', '));
	return [
		...selectors.flatMap(({ name, keys }) => (keys === undefined ? [name] : [])),
		...selectors.flatMap(({ keys, asked }) => asked.filter((key) => keys?.includes(key) !== true)),
		...kept.map((key) => key.replaceAll('"', '')).filter((key) => !known.has(key)),
	];
}

/** The same query in the names that a Prometheus before 3.0 understands. */
export function inNamesOfPrometheus(query: string): string {
	const named = query.replaceAll(SELECTOR, (_, name: string, matchers: string) => {
		const metric = metricCalled(name);
		const part = metric && partsOf(metric).find((one) => signozName(metric, one) === name);
		if (metric === undefined || part === undefined) throw new Error(`${name} is in no catalogue`);
		return `${prometheusName(metric, part)}{${matchers}}`;
	});
	return named
		.replaceAll(/"([\w.]+)"(?==~|!~|!=|=)/g, (_, key: string) => GRAFANA.label(key))
		.replaceAll(/(?<= by )\([^)]*\)/g, (keys) =>
			keys.replaceAll(/"([^"]+)"/g, (_, key: string) => GRAFANA.label(key)),
		);
}

function metricCalled(name: string): MetricDefinition | undefined {
	return ALL.find((metric) => partsOf(metric).some((part) => signozName(metric, part) === name));
}
