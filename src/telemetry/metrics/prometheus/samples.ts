import type { Histogram } from '@opentelemetry/sdk-metrics';
import type { Exemplar, PointWithExemplars } from '../types';
import { label, labels } from './labels';

/** https://prometheus.io/docs/specs/om/open_metrics_spec/#exemplars */
const MOST_EXEMPLAR_CHARACTERS = 128;

/** The lines of one point. @param own its labels, as they stand between the braces */
export type Sample<T> = (name: string, own: string, point: PointWithExemplars<T>, open: boolean) => string[];

export function gaugeLines(name: string, own: string, { value }: PointWithExemplars<number>): string[] {
	return [`${name}{${own}} ${number(value)}`];
}

export function counterLines(
	name: string,
	own: string,
	point: PointWithExemplars<number>,
	open: boolean,
): string[] {
	const exemplar = open ? exemplarText(point.exemplars?.[0]) : '';
	return [`${name}_total{${own}} ${number(point.value)}${exemplar}`];
}

export function histogramLines(
	name: string,
	own: string,
	point: PointWithExemplars<Histogram>,
	open: boolean,
): string[] {
	const { buckets, count, sum } = point.value;
	const lines: string[] = [];
	let below = 0;
	let lower = -Infinity;
	for (const [index, inBucket] of buckets.counts.entries()) {
		const upper = buckets.boundaries[index] ?? Infinity;
		below += inBucket;
		const exemplar = open ? exemplarText(exemplarIn(point.exemplars, lower, upper)) : '';
		lines.push(`${name}_bucket{${own},${label('le', bound(upper, open))}} ${below}${exemplar}`);
		lower = upper;
	}
	// A sum that may go down is no counter, which is what Prometheus takes it for.
	if (sum !== undefined && (buckets.boundaries[0] ?? 0) >= 0)
		lines.push(`${name}_sum{${own}} ${number(sum)}`);
	lines.push(`${name}_count{${own}} ${count}`);
	return lines;
}

function exemplarIn(
	all: readonly Exemplar[] | undefined,
	lower: number,
	upper: number,
): Exemplar | undefined {
	return all?.find(({ value }) => value > lower && value <= upper);
}

/** ` # {trace_id="…",span_id="…"} 0.3 1700000000.123`, or nothing. */
function exemplarText(exemplar: Exemplar | undefined): string {
	if (exemplar === undefined) return '';
	const [seconds, nanos] = exemplar.timestamp;
	const time = (seconds + nanos / 1e9).toFixed(3);
	return ` # {${exemplarLabels(exemplar)}} ${number(exemplar.value)} ${time}`;
}

function exemplarLabels({ traceId, spanId, filteredAttributes }: Exemplar): string {
	const span = traceId === '' ? [] : [label('trace_id', traceId), label('span_id', spanId)];
	const rest = labels(filteredAttributes);
	const characters = Array.from(`trace_id${traceId}span_id${spanId}${rest}`).length;
	const fits = rest !== '' && characters <= MOST_EXEMPLAR_CHARACTERS;
	return (fits ? [...span, rest] : span).join();
}

/** OpenMetrics wants a bound to be seen to be a number with a fraction. */
function bound(upper: number, open: boolean): string {
	const text = number(upper);
	return open && /^-?\d+$/.test(text) ? `${text}.0` : text;
}

function number(value: number): string {
	if (value === Infinity) return '+Inf';
	return value === -Infinity ? '-Inf' : String(value);
}
