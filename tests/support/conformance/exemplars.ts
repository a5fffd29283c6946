import type { Exported, Row } from './program';

/** There are exemplars, and each of them names an exported CLIENT span that has this attribute. */
function exemplarsFit({ receiver }: Exported, metric: string, attribute: string): boolean {
	const spans = receiver.spans.filter(({ kind, attributes }) => kind === 'client' && attribute in attributes);
	const known = new Set(spans.map(({ traceId, spanId }) => `${traceId}/${spanId}`));
	const exemplars = receiver.points(metric).flatMap((point) => point.exemplars);
	return exemplars.length > 0 && exemplars.every(({ traceId, spanId }) => known.has(`${traceId}/${spanId}`));
}

const ofRoute = (e: Exported, route: string) =>
	e.receiver
		.points('http.server.request.duration')
		.filter(({ attributes }) => attributes['http.route'] === route);

/** https://opentelemetry.io/docs/specs/otel/metrics/data-model/#exemplars */
export const EXEMPLARS: Row[] = [
	{
		rule: "a request's duration carries the trace and span of a sampled request of that route",
		holds: (e) => {
			const span = e.serverSpan('GET', '/static');
			const exemplar = ofRoute(e, '/static')[0]?.exemplars[0];
			return [exemplar?.traceId === span.traceId, exemplar?.spanId === span.spanId];
		},
		is: [true, true],
	},
	{
		rule: 'its value lies within the minimum and maximum of its point',
		holds: (e) => {
			const [point] = ofRoute(e, '/static');
			const value = point?.exemplars[0]?.value ?? Number.NaN;
			return value >= (point?.min ?? Number.NaN) && value <= (point?.max ?? Number.NaN);
		},
		is: true,
	},
	{
		rule: 'its time lies within the time of its point',
		holds: (e) => {
			const [point] = ofRoute(e, '/static');
			const at = point?.exemplars[0]?.timeNano ?? 0n;
			return at >= (point?.startNano ?? 0n) && at <= (point?.timeNano ?? 0n);
		},
		is: true,
	},
	{
		rule: "a query's duration carries the trace and span of a query",
		holds: (e) => exemplarsFit(e, 'db.client.operation.duration', 'db.query.summary'),
		is: true,
	},
	{
		rule: "a fetch's duration carries the trace and span of a fetch",
		holds: (e) => exemplarsFit(e, 'http.client.request.duration', 'url.full'),
		is: true,
	},
	{
		rule: "the program's own histogram has them too, of the active span",
		holds: (e) => {
			const span = e.serverSpan('GET', '/do/measure');
			const exemplar = e.receiver.points('conformance.size')[0]?.exemplars[0];
			return [exemplar?.value, exemplar?.traceId === span.traceId, exemplar?.spanId === span.spanId];
		},
		is: [42, true, true],
	},
];
