import { hostOf, textOf, type Exported, type Row } from './program';

const get = (e: Exported) => e.clientSpan('get');

/**
 * https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-client-span and
 * https://opentelemetry.io/docs/specs/semconv/http/http-metrics/#http-client
 */
export const HTTP_CLIENT: Row[] = [
	{ rule: 'name: {method}, never the URL', holds: (e) => get(e).name, is: 'GET' },
	{ rule: 'kind: CLIENT', holds: (e) => get(e).kind, is: 'client' },
	{
		rule: 'http.request.method',
		holds: (e) => e.clientSpan('post').attributes['http.request.method'],
		is: 'POST',
	},
	{
		rule: 'url.full, without secrets in the query',
		holds: (e) =>
			get(e).attributes['url.full'] === `${e.upstream.origin}/status?status=200&token=REDACTED&page=2`,
		is: true,
	},
	{
		rule: 'url.full, without user and password',
		holds: (e) =>
			e.clientSpan('userinfo').attributes['url.full'] === `http://REDACTED:REDACTED@${e.upstream.host}/`,
		is: true,
	},
	{
		rule: 'server.address and server.port',
		holds: (e) => {
			return hostOf(get(e).attributes) === e.upstream.host;
		},
		is: true,
	},
	{
		rule: 'http.response.status_code, a number',
		holds: (e) => get(e).attributes['http.response.status_code'],
		is: 200,
	},
	{ rule: 'a 2xx leaves the status unset', holds: (e) => get(e).status, is: 'unset' },
	{
		rule: 'a 4xx is an error of the client, of the type of its status code',
		holds: (e) => [e.clientSpan('refused').status, e.clientSpan('refused').attributes['error.type']],
		is: ['error', '404'],
	},
	{
		rule: 'a 5xx is an error, of the type of its status code',
		holds: (e) => [e.clientSpan('broken').status, e.clientSpan('broken').attributes['error.type']],
		is: ['error', '503'],
	},
	{
		rule: 'no connection: an error with a type of low cardinality, and no status code',
		holds: (e) => {
			const { status, attributes } = e.clientSpan('nobody');
			return [status, typeof attributes['error.type'], attributes['http.response.status_code']];
		},
		is: ['error', 'string', undefined],
	},
	{
		rule: 'the called server continues the trace under the CLIENT span',
		holds: (e) => {
			const { traceId, spanId } = get(e);
			const called = e.receiver.spans.find(
				({ kind, parentSpanId }) => kind === 'server' && parentSpanId === spanId,
			);
			return called?.traceId === traceId;
		},
		is: true,
	},
	{
		rule: 'a redirect that is followed ends with the last status',
		holds: (e) => e.clientSpan('moved').attributes['http.response.status_code'],
		is: 200,
	},
	{
		rule: 'http.client.request.duration: a histogram in seconds with the buckets of the conventions',
		holds: (e) => {
			const [point] = e.receiver.points('http.client.request.duration');
			return [point?.kind, point?.unit, point?.buckets?.bounds];
		},
		is: ['histogram', 's', [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10]],
	},
	{
		rule: 'http.client.request.duration has method, server, status code and error.type, and no URL',
		holds: (e) => {
			const point = e.receiver
				.points('http.client.request.duration')
				.findLast(({ attributes }) => attributes['http.response.status_code'] === 503);
			const { 'server.address': address, 'server.port': port, ...rest } = point?.attributes ?? {};
			return [`${textOf(address)}:${textOf(port)}` === e.upstream.host, rest];
		},
		is: [
			true,
			{
				'http.request.method': 'GET',
				'http.response.status_code': 503,
				'error.type': '503',
			},
		],
	},
];
