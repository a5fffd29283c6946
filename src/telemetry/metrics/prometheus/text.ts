import type { MetricData } from '@opentelemetry/sdk-metrics';
import { GAUGE, HISTOGRAM, SUM } from '../pointTypes';
import type { CollectedMetrics, PointWithExemplars } from '../types';
import { families, type Family } from './families';
import { escaped, labels } from './labels';
import type { FamilyType } from './names';
import { counterLines, gaugeLines, histogramLines, type Sample } from './samples';
import { warnOnce } from './warnOnce';

/** The classic text format, or OpenMetrics, which has exemplars. */
export type Format = 'text' | 'openmetrics';

/**
 * One scrape.
 * https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
 * https://prometheus.io/docs/specs/om/open_metrics_spec/
 */
export function render(metrics: CollectedMetrics, format: Format): string {
	const open = format === 'openmetrics';
	const lines = [
		target(metrics, open),
		...families(metrics).map((family) => familyLines(family, open)),
	].flat();
	return `${lines.join('\n')}\n${open ? '# EOF\n' : ''}`;
}

/** What the resource says. */
function target({ resource }: CollectedMetrics, open: boolean): string[] {
	const metadata = open
		? head('target', 'info', 'Target metadata')
		: head('target_info', 'gauge', 'Target metadata');
	return [...metadata, `target_info{${labels(resource.attributes)}} 1`];
}

function familyLines(family: Family, open: boolean): string[] {
	const { name, type, unit } = family;
	const help = open ? escaped(family.help) : family.help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
	const seen = new Set<string>();
	return [
		...head(type === 'counter' && !open ? `${name}_total` : name, type, help, open ? unit : ''),
		...family.metrics.flatMap(({ scope, metric }) => metricLines(metric, type, { name, scope, seen, open })),
	];
}

function head(name: string, type: string, help: string, unit = ''): string[] {
	const lines = help === '' ? [] : [`# HELP ${name} ${help}`];
	lines.push(`# TYPE ${name} ${type}`);
	if (unit !== '') lines.push(`# UNIT ${name} ${unit}`);
	return lines;
}

interface Told {
	readonly name: string;
	readonly scope: string;
	/** The label sets that have been told: each may be told once. */
	readonly seen: Set<string>;
	readonly open: boolean;
}

function metricLines(metric: MetricData, type: FamilyType, told: Told): string[] {
	switch (metric.dataPointType) {
		case HISTOGRAM:
			return pointLines(metric.dataPoints, histogramLines, told);
		case SUM:
		case GAUGE:
			return pointLines(metric.dataPoints, type === 'counter' ? counterLines : gaugeLines, told);
		default:
			return [];
	}
}

function pointLines<T>(points: readonly PointWithExemplars<T>[], write: Sample<T>, told: Told): string[] {
	return points.flatMap((point) => {
		const own = [labels(point.attributes), told.scope].filter((part) => part !== '').join();
		if (!told.seen.has(own)) {
			told.seen.add(own);
			return write(told.name, own, point, told.open);
		}
		warnOnce(`Points of ${told.name} were left out: Prometheus could not tell them from others`);
		return [];
	});
}
