import { z } from 'zod';
import type { Attributes, SpanKind, TraceSpan } from '../../../src/lib/trace/wire';
import { ask, AskError } from '../ask';
import type { WantedMetric } from '../wantedMetrics';
import { whichOf, type Place, type Sought } from './place';

/* https://signoz.io/docs/traces-management/trace-api/payload-model/, and the same of logs and metrics. */
const ROW = z.looseObject({
	timestamp: z.union([z.string(), z.number()]),
	trace_id: z.string(),
	span_id: z.string(),
	parent_span_id: z.string().default(''),
	name: z.string(),
	kind_string: z.string().default(''),
	duration_nano: z.number(),
	has_error: z.union([z.boolean(), z.string()]).default(false),
	'service.name': z.string().default(''),
});
const rows = <T>(row: z.ZodType<T>) => answer(z.object({ rows: z.array(z.object({ data: row })).nullish() }));
const SPANS = rows(ROW);
const LINES = rows(z.looseObject({ body: z.string().default('') }));
const SERIES = answer(
	z.object({ aggregations: z.array(z.object({ series: z.array(z.unknown()).nullish() })).nullish() }),
);

function answer<T>(result: z.ZodType<T>) {
	const results = z.array(result).nullish();
	return z.object({ status: z.literal('success'), data: z.object({ data: z.object({ results }) }) });
}

/** Besides `timestamp`, `trace_id` and `span_id`, which every row has. */
const FIELDS = [
	...['name', 'kind_string', 'parent_span_id', 'duration_nano', 'has_error'].map((name) =>
		field(name, 'span'),
	),
	...['url.full', 'db.system.name', 'db.system'].map((name) => field(name, 'attribute')),
	field('service.name', 'resource'),
];
const MOST_ROWS = 1000;
const STEP_S = 60;
/** Clocks differ, and what is cut off by the edge of a range is not found. */
const MARGIN_MS = 5 * 60_000;

const KINDS: Readonly<Record<string, SpanKind>> = {
	Server: 'server',
	Client: 'client',
	Producer: 'producer',
	Consumer: 'consumer',
};

/** @param url of its web address @param key an API key of a service account */
export function signoz(url: string, key: string | undefined): Place {
	const headers: Record<string, string> = key === undefined ? {} : { 'SIGNOZ-API-KEY': key };
	const query = <T>(shape: z.ZodType<T>, sought: Sought, requestType: string, spec: object) =>
		ask(`${url}/api/v5/query_range`, shape, {
			method: 'POST',
			headers,
			body: question(sought, requestType, spec),
		});
	const ofTrace = ({ traceId }: Sought) => ({ expression: `trace_id = '${traceId}'` });
	return {
		name: 'signoz',
		title: `SigNoz at ${url}`,
		findTrace: async (sought) => {
			const spec = { signal: 'traces', filter: ofTrace(sought), selectFields: FIELDS, limit: MOST_ROWS };
			const { data } = await query(SPANS, sought, 'raw', spec);
			return (data.data.results ?? []).flatMap((result) =>
				(result.rows ?? []).map((row) => toSpan(row.data)),
			);
		},
		findLogs: async (sought) => {
			const spec = { signal: 'logs', filter: ofTrace(sought), limit: MOST_ROWS };
			const { data } = await query(LINES, sought, 'raw', spec);
			return (data.data.results ?? []).flatMap((result) => (result.rows ?? []).map((row) => row.data.body));
		},
		findMetrics: (wanted, sought) =>
			whichOf(wanted, async (metric) => {
				const asked = query(SERIES, sought, 'time_series', metricSpec(metric));
				const results = (await asked.catch(unknownMetric))?.data.data.results ?? [];
				return results.some(({ aggregations }) =>
					aggregations?.some(({ series }) => (series ?? []).length > 0),
				);
			}),
	};
}

/** A name that SigNoz has never met is an error there, and not an empty answer. */
function unknownMetric(error: unknown): null {
	if (error instanceof AskError && (error.status === 400 || error.status === 404)) return null;
	throw error;
}

function question({ sinceMs }: Sought, requestType: string, spec: object): object {
	return {
		schemaVersion: 'v1',
		start: sinceMs - MARGIN_MS,
		end: Date.now() + MARGIN_MS,
		requestType,
		compositeQuery: { queries: [{ type: 'builder_query', spec: { name: 'A', disabled: false, ...spec } }] },
	};
}

/** A histogram is kept as its buckets, count and sum. */
function metricSpec({ name, kind, attribute }: WantedMetric): object {
	const metricName = kind === 'histogram' ? `${name}.count` : name;
	const filter =
		attribute === null ? {} : { filter: { expression: `${attribute.key} = '${attribute.value}'` } };
	return {
		signal: 'metrics',
		stepInterval: STEP_S,
		aggregations: [{ metricName, timeAggregation: 'latest', spaceAggregation: 'sum' }],
		...filter,
	};
}

function field(name: string, fieldContext: string): object {
	return { name, fieldContext, signal: 'traces' };
}

function toSpan(row: z.infer<typeof ROW>): TraceSpan {
	const startNano = nanoseconds(row.timestamp);
	return {
		traceId: row.trace_id,
		spanId: row.span_id,
		parentSpanId: row.parent_span_id === '' ? null : row.parent_span_id,
		name: row.name,
		kind: KINDS[row.kind_string] ?? 'internal',
		scope: '',
		service: row['service.name'],
		startTimeUnixNano: String(startNano),
		endTimeUnixNano: String(startNano + BigInt(Math.round(row.duration_nano))),
		status: { code: String(row.has_error) === 'true' ? 'error' : 'unset' },
		attributes: attributesOf(row),
		events: [],
		links: [],
	};
}

/** A field that was asked for and is not there comes as an empty text. */
function attributesOf(row: z.infer<typeof ROW>): Attributes {
	const kept = ['url.full', 'db.system.name', 'db.system'].map((name) => [name, row[name]] as const);
	return Object.fromEntries(
		kept.flatMap(([name, value]) => (typeof value === 'string' && value !== '' ? [[name, value]] : [])),
	);
}

/** RFC 3339 with up to nine digits of a second, or nanoseconds. */
function nanoseconds(timestamp: string | number): bigint {
	if (typeof timestamp === 'number') return BigInt(timestamp);
	const fraction = /\.(\d{1,9})/.exec(timestamp)?.[1] ?? '';
	const seconds = Math.floor(Date.parse(timestamp) / 1000);
	return BigInt(seconds) * 1_000_000_000n + BigInt(fraction.padEnd(9, '0'));
}
