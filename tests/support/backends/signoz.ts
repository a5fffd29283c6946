import { z } from 'zod';
import type { ReceivedSpan } from '../otlp/decode';
import type { ReceivedLog } from '../otlp/logs';
import type { ReceivedPoint } from '../otlp/metrics';

/* https://signoz.io/docs/traces-management/trace-api/payload-model/: what is not in it is refused. */
const FIELD = z.strictObject({
	name: z.string(),
	fieldContext: z.enum(['resource', 'attribute', 'span']),
	signal: z.literal('traces'),
});
const SPEC = z.strictObject({
	name: z.string(),
	signal: z.enum(['traces', 'metrics', 'logs']),
	disabled: z.boolean().optional(),
	filter: z.strictObject({ expression: z.string() }).optional(),
	selectFields: z.array(FIELD).optional(),
	limit: z.int().optional(),
	stepInterval: z.int().optional(),
	aggregations: z
		.array(
			z.strictObject({
				metricName: z.string(),
				timeAggregation: z.enum(['latest', 'sum', 'avg', 'min', 'max', 'count', 'rate', 'increase']),
				spaceAggregation: z.enum(['sum', 'avg', 'min', 'max', 'count']),
			}),
		)
		.optional(),
});
const QUESTION = z.strictObject({
	schemaVersion: z.literal('v1'),
	start: z.int(),
	end: z.int(),
	requestType: z.enum(['raw', 'time_series']),
	compositeQuery: z.strictObject({
		queries: z.tuple([z.strictObject({ type: z.literal('builder_query'), spec: SPEC })]),
	}),
});

interface Kept {
	readonly spans: readonly ReceivedSpan[];
	readonly logs: readonly ReceivedLog[];
	readonly points: readonly ReceivedPoint[];
}

/** What SigNoz answers to POST /api/v5/query_range. */
export async function signozAnswer(request: Request, key: string, kept: Kept): Promise<Response> {
	if (request.headers.get('SIGNOZ-API-KEY') !== key) return refused(401, 'unauthenticated');
	const asked = QUESTION.safeParse(await request.json());
	if (!asked.success) return refused(400, asked.error.message);
	const [{ spec }] = asked.data.compositeQuery.queries;
	const { start, end } = asked.data;
	const within = (nano: bigint) => nano >= BigInt(start) * 1_000_000n && nano <= BigInt(end) * 1_000_000n;
	const condition = /^(\S+) = '([^']*)'$/.exec(spec.filter?.expression ?? '');
	const traceId = condition?.[1] === 'trace_id' ? condition[2] : undefined;
	if (spec.signal === 'metrics') return series(spec, condition, kept.points);
	if (spec.signal === 'logs') {
		const lines = kept.logs.filter((log) => log.traceId === traceId && within(log.timeNano));
		return rows(
			lines.map((log) => ({ timestamp: rfc3339(log.timeNano), body: log.body, trace_id: traceId })),
		);
	}
	const spans = kept.spans.filter((span) => span.traceId === traceId && within(span.startNano));
	return rows(spans.map((span) => spanRow(span, spec.selectFields ?? [])));
}

/** Each row has its ids and its time; the rest only where it is selected, empty where it is not there. */
function spanRow(span: ReceivedSpan, fields: z.infer<typeof FIELD>[]): Record<string, unknown> {
	const own: Record<string, unknown> = {
		name: span.name,
		kind_string: span.kind.replace(/^./, (letter) => letter.toUpperCase()),
		parent_span_id: span.parentSpanId ?? '',
		duration_nano: Number(span.endNano - span.startNano),
		has_error: span.status === 'error',
	};
	const sources = { span: own, attribute: span.attributes, resource: span.resource };
	const selected = fields.map(({ name, fieldContext }) => [name, sources[fieldContext][name] ?? '']);
	return {
		timestamp: rfc3339(span.startNano),
		trace_id: span.traceId,
		span_id: span.spanId,
		...(Object.fromEntries(selected) as Record<string, unknown>),
	};
}

function series(
	{ aggregations }: z.infer<typeof SPEC>,
	condition: RegExpExecArray | null,
	points: readonly ReceivedPoint[],
): Response {
	const name = aggregations?.[0]?.metricName ?? '';
	const known = points.filter((point) => keptName(point) === name);
	if (known.length === 0) return refused(404, `could not find the metric ${name}`);
	const [, key = '', value] = condition ?? [];
	const found = condition === null ? known : known.filter(({ attributes }) => attributes[key] === value);
	const values = found.map(({ timeNano }) => ({ timestamp: Number(timeNano / 1_000_000n), value: 1 }));
	return answer([
		{ queryName: 'A', aggregations: [{ index: 0, series: found.length === 0 ? null : [{ values }] }] },
	]);
}

/** A histogram is kept as three metrics. */
function keptName({ name, kind }: ReceivedPoint): string {
	return kind === 'histogram' ? `${name}.count` : name;
}

function rows(data: Record<string, unknown>[]): Response {
	return answer([
		{ queryName: 'A', nextCursor: '', rows: data.length === 0 ? null : data.map((row) => ({ data: row })) },
	]);
}

function answer(results: object[]): Response {
	return Response.json({ status: 'success', data: { type: 'raw', data: { results }, meta: {} } });
}

function refused(status: number, message: string): Response {
	return Response.json({ status: 'error', error: { code: 'x', message } }, { status });
}

function rfc3339(nano: bigint): string {
	const seconds = new Date(Number(nano / 1_000_000_000n) * 1000).toISOString().slice(0, 19);
	return `${seconds}.${String(nano % 1_000_000_000n).padStart(9, '0')}Z`;
}
