import type { MetricData } from '@opentelemetry/sdk-metrics';
import { DELTA } from '../pointTypes';
import type { CollectedMetrics } from '../types';
import { scopeLabels } from './labels';
import { familyName, type FamilyName, type FamilyType } from './names';
import { warnOnce } from './warnOnce';

/** All metrics that share a name in Prometheus; they come from different scopes, or differ in what a name loses. */
export interface Family extends FamilyName {
	readonly help: string;
	readonly metrics: { readonly scope: string; readonly metric: MetricData }[];
}

/** Every name that a family of a type takes, for itself or its samples, in one of the formats. */
const SUFFIXES: Record<FamilyType, readonly string[]> = {
	counter: ['', '_total'],
	gauge: [''],
	histogram: ['', '_bucket', '_sum', '_count'],
};
const TARGET = ['target', 'target_info'];

/**
 * By name, for a name may be told only once. What cannot be said together is left out, and `diag` hears of it.
 * https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/#metric-metadata-1
 */
export function families({ scopeMetrics }: CollectedMetrics): Family[] {
	const taken = new Map<string, Family | undefined>(TARGET.map((name) => [name, undefined]));
	const all = new Set<Family>();
	for (const { scope, metrics } of scopeMetrics) {
		const labels = scopeLabels(scope);
		for (const metric of metrics) {
			const family = familyOf(metric, taken);
			family?.metrics.push({ scope: labels, metric });
			if (family !== undefined) all.add(family);
		}
	}
	return [...all];
}

function familyOf(metric: MetricData, taken: Map<string, Family | undefined>): Family | undefined {
	const { name, description } = metric.descriptor;
	const named = familyName(metric);
	if (named === undefined || metric.aggregationTemporality === DELTA)
		return leftOut(name, 'its kind is unknown there');
	const known = taken.get(named.name);
	if (known?.name === named.name && known.type === named.type) return known;
	const names = SUFFIXES[named.type].map((suffix) => named.name + suffix);
	const other = names.find((one) => taken.has(one));
	if (other !== undefined) return leftOut(name, `the name ${other} is taken`);
	const family = { ...named, help: description, metrics: [] };
	for (const one of names) taken.set(one, family);
	return family;
}

function leftOut(name: string, reason: string): undefined {
	warnOnce(`Metric ${name} is not shown to Prometheus: ${reason}`);
}
