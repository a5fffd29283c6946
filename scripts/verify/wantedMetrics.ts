import { METRICS as APP } from '../../src/lib/server/metrics';
import { METRICS as LIBRARY } from '../../src/telemetry/catalogue';
import type { MetricDefinition } from '../../src/telemetry/definition';

/** A metric that every run leaves behind. */
export interface WantedMetric {
	/** As the catalogue has it. */
	readonly name: string;
	readonly kind: 'histogram' | 'counter';
	/** In UCUM. */
	readonly unit: string;
	/** What only a point of this very run has; `null` where the metric cannot tell runs apart. */
	readonly attribute: { readonly key: string; readonly value: string } | null;
}

/** @param checkName of the check of this run alone: by it its points are told from older ones */
export function wantedMetrics(checkName: string): WantedMetric[] {
	const ofTheCheck = { key: 'glasshouse.check.name', value: checkName };
	return [
		wanted(LIBRARY.httpServerRequestDuration),
		wanted(LIBRARY.dbClientOperationDuration),
		wanted(APP.rpcCallDuration),
		wanted(APP.runs),
		wanted(APP.stepDuration),
		wanted(APP.checkLatency, ofTheCheck),
	];
}

function wanted(definition: MetricDefinition, attribute: WantedMetric['attribute'] = null): WantedMetric {
	const { name, unit, instrument } = definition;
	return { name, unit, attribute, kind: instrument === 'histogram' ? 'histogram' : 'counter' };
}

/** What a wanted metric is called to a person. */
export function metricTitle({ name, attribute }: WantedMetric): string {
	return attribute === null ? name : `${name} of this run`;
}
