import { labelName } from '../../src/telemetry/metrics/prometheus/names';
import type { MetricDefinition } from '../../src/telemetry/definition';
import { prometheusName, signozName, type Part } from './names';

/** A label and what it must be, as PromQL has it: `['http.route', '!=""']`. */
export type Matcher = readonly [key: string, condition: string];

/** The names and the windows of one place where PromQL is read. */
export interface Dialect {
	selector(metric: MetricDefinition, part: Part, matchers: readonly Matcher[]): string;
	label(key: string): string;
	/** Over which rates are taken, where nothing else is said. */
	readonly window: string;
	/** What the dashboard's variables choose; rules choose nothing. */
	readonly chosen: readonly Matcher[];
	/** Whether what is recorded stands there under its own name. */
	readonly hasRecordings: boolean;
}

/**
 * What Prometheus makes of the resource:
 * https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/#resource-attributes-1
 */
const OF_RESOURCE: Readonly<Record<string, string>> = {
	'service.name': 'job',
	'service.instance.id': 'instance',
};

function prometheusLabel(key: string): string {
	return OF_RESOURCE[key] ?? labelName(key);
}

const PROMETHEUS = {
	selector: (metric: MetricDefinition, part: Part, matchers: readonly Matcher[]) => {
		const conditions = matchers.map(([key, condition]) => `${prometheusLabel(key)}${condition}`);
		return `${prometheusName(metric, part)}${conditions.length === 0 ? '' : `{${conditions.join(', ')}}`}`;
	},
	label: prometheusLabel,
};

/** Panels of Grafana over a Prometheus, or whatever speaks its language. */
export const GRAFANA: Dialect = {
	...PROMETHEUS,
	window: '$__rate_interval',
	chosen: [
		['service.name', '=~"$job"'],
		['service.instance.id', '=~"$instance"'],
	],
	hasRecordings: false,
};

export const PROMETHEUS_RULES: Dialect = {
	...PROMETHEUS,
	window: '5m',
	chosen: [],
	hasRecordings: true,
};

/**
 * SigNoz keeps the names of OTLP, and wants whatever has a dot in quotes:
 * https://signoz.io/docs/userguide/write-a-prom-query-with-new-format/
 */
const SIGNOZ = {
	selector: (metric: MetricDefinition, part: Part, matchers: readonly Matcher[]) => {
		const conditions = matchers.map(([key, condition]) => `${signozLabel(key)}${condition}`);
		return `{${[`"${signozName(metric, part)}"`, ...conditions].join(', ')}}`;
	},
	label: signozLabel,
	/** Longer than four of the default export intervals. */
	window: '5m',
	hasRecordings: false,
};

function signozLabel(key: string): string {
	return /^\w+$/.test(key) ? key : `"${key}"`;
}

export const SIGNOZ_PANELS: Dialect = {
	...SIGNOZ,
	chosen: [
		['service.name', '=~"$service_name"'],
		['service.instance.id', '=~"$instance"'],
	],
};

export const SIGNOZ_ALERTS: Dialect = { ...SIGNOZ, chosen: [] };
