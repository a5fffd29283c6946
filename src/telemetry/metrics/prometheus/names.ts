import type { MetricData } from '@opentelemetry/sdk-metrics';
import { GAUGE, HISTOGRAM, SUM } from '../pointTypes';

/* https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/#metric-metadata-1 */

export type FamilyType = 'counter' | 'gauge' | 'histogram';

/** What Prometheus calls a metric. */
export interface FamilyName {
	/** Without the `_total` of a counter. */
	readonly name: string;
	readonly type: FamilyType;
	/** The unit in words, where the name ends with it; otherwise there is none. */
	readonly unit: string;
}

const WORDS: Readonly<Record<string, string>> = {
	d: 'days',
	h: 'hours',
	min: 'minutes',
	s: 'seconds',
	ms: 'milliseconds',
	us: 'microseconds',
	ns: 'nanoseconds',
	By: 'bytes',
	KiBy: 'kibibytes',
	MiBy: 'mebibytes',
	GiBy: 'gibibytes',
	TiBy: 'tebibytes',
	KBy: 'kilobytes',
	MBy: 'megabytes',
	GBy: 'gigabytes',
	TBy: 'terabytes',
	m: 'meters',
	V: 'volts',
	A: 'amperes',
	J: 'joules',
	W: 'watts',
	g: 'grams',
	Cel: 'celsius',
	Hz: 'hertz',
	'%': 'percent',
};

const PER: Readonly<Record<string, string>> = {
	s: 'second',
	m: 'minute',
	min: 'minute',
	h: 'hour',
	d: 'day',
	w: 'week',
	mo: 'month',
	y: 'year',
};

/** `http.server.request.duration` in `s` → `http_server_request_duration_seconds`. */
export function familyName(metric: MetricData): FamilyName | undefined {
	const type = familyType(metric);
	if (type === undefined) return undefined;
	const bare = metricName(metric.descriptor.name).replace(type === 'counter' ? /_total$/ : /$^/, '');
	const unit = metric.descriptor.unit === '1' ? ratio(metric) : unitInWords(metric.descriptor.unit);
	const name = unit === '' || contains(bare, unit) ? bare : `${bare}_${unit}`;
	return { name, type, unit: name.endsWith(`_${unit}`) ? unit : '' };
}

/** Letters, digits and single underscores, the first of them no digit. */
export function labelName(key: string): string {
	const name = key.replaceAll(/[^A-Za-z0-9_]+/g, '_').replaceAll(/__+/g, '_');
	return /^[A-Za-z_]/.test(name) ? name : `_${name}`;
}

/** A colon is allowed here, yet meant for recording rules. */
function metricName(name: string): string {
	return labelName(name);
}

/** Of 1, only what is measured is a ratio; what is counted has no unit. */
function ratio(metric: MetricData): string {
	return metric.dataPointType === GAUGE ? 'ratio' : '';
}

function familyType(metric: MetricData): FamilyType | undefined {
	switch (metric.dataPointType) {
		case SUM:
			return metric.isMonotonic ? 'counter' : 'gauge';
		case GAUGE:
			return 'gauge';
		case HISTOGRAM:
			return 'histogram';
		default:
			return undefined;
	}
}

/** `By/s` → `bytes_per_second`, `{request}` → nothing, `{request}/s` → `per_second`. */
function unitInWords(ucum: string): string {
	const [of = '', per = '', ...more] = ucum.replaceAll(/\{[^}]*\}/g, '').split('/');
	if (more.length > 0) return '';
	const words = [of === '' ? '' : (WORDS[of] ?? of), per === '' ? '' : `per_${PER[per] ?? per}`];
	return labelName(words.filter((word) => word !== '').join('_')).replaceAll(/^_+|_+$/g, '');
}

function contains(name: string, unit: string): boolean {
	return `_${name}_`.includes(`_${unit}_`);
}
