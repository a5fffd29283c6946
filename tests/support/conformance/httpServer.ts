import type { ReceivedPoint } from '../otlp/metrics';
import { hostOf, textOf, type Exported, type Row } from './program';

const item = (e: Exported) => e.serverSpan('GET', '/items/7');
const failed = (e: Exported) => e.serverSpan('GET', '/do/fail');
const duration = (e: Exported, attributes: object): ReceivedPoint | undefined =>
	e.receiver
		.points('http.server.request.duration')
		.findLast((point) => Object.entries(attributes).every(([key, value]) => point.attributes[key] === value));

/**
 * https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-server-span and
 * https://opentelemetry.io/docs/specs/semconv/http/http-metrics/#http-server
 */
export const HTTP_SERVER: Row[] = [
	{ rule: 'name: {method} {http.route}', holds: (e) => item(e).name, is: 'GET /items/:id' },
	{
		rule: 'name: {method} where there is no route, never the path',
		holds: (e) => e.serverSpan('GET', '/no/such/path').name,
		is: 'GET',
	},
	{ rule: 'kind: SERVER', holds: (e) => item(e).kind, is: 'server' },
	{
		rule: 'http.request.method',
		holds: (e) => item(e).attributes['http.request.method'],
		is: 'GET',
	},
	{
		rule: 'http.request.method_original only where it differs',
		holds: (e) => item(e).attributes['http.request.method_original'],
		is: undefined,
	},
	{ rule: 'url.path', holds: (e) => item(e).attributes['url.path'], is: '/items/7' },
	{ rule: 'url.scheme', holds: (e) => item(e).attributes['url.scheme'], is: 'http' },
	{
		rule: 'url.query, without secrets',
		holds: (e) => item(e).attributes['url.query'],
		is: 'token=REDACTED&page=2',
	},
	{
		rule: 'url.query only where there is one',
		holds: (e) => e.serverSpan('GET', '/static').attributes['url.query'],
		is: undefined,
	},
	{ rule: 'http.route', holds: (e) => item(e).attributes['http.route'], is: '/items/:id' },
	{
		rule: 'http.route only where there is one',
		holds: (e) => e.serverSpan('GET', '/no/such/path').attributes['http.route'],
		is: undefined,
	},
	{
		rule: 'http.response.status_code, a number',
		holds: (e) => item(e).attributes['http.response.status_code'],
		is: 200,
	},
	{
		rule: 'server.address and server.port, of the Host header',
		holds: (e) => {
			return hostOf(item(e).attributes) === e.server.host;
		},
		is: true,
	},
	{
		rule: 'client.address',
		holds: (e) => item(e).attributes['client.address'],
		is: '127.0.0.1',
	},
	{
		rule: 'network.peer.address',
		holds: (e) => item(e).attributes['network.peer.address'],
		is: '127.0.0.1',
	},
	{
		rule: 'user_agent.original',
		holds: (e) => item(e).attributes['user_agent.original'],
		is: 'tester/1',
	},
	{ rule: 'a 2xx leaves the status unset', holds: (e) => item(e).status, is: 'unset' },
	{
		rule: 'a 4xx leaves the status unset, and has no error.type',
		holds: (e) => [
			e.serverSpan('GET', '/do/teapot').status,
			e.serverSpan('GET', '/do/teapot').attributes['error.type'],
		],
		is: ['unset', undefined],
	},
	{
		rule: 'a 5xx is an error, of the type of its status code',
		holds: (e) => [
			e.serverSpan('GET', '/do/unavailable').status,
			e.serverSpan('GET', '/do/unavailable').attributes['error.type'],
		],
		is: ['error', '503'],
	},
	{
		rule: 'a thrown error is an error, of the type of its class',
		holds: (e) => [failed(e).status, failed(e).attributes['error.type']],
		is: ['error', 'TypeError'],
	},
	{
		rule: 'a thrown error is an exception event with type, message and stack trace',
		holds: (e) => {
			const { name, attributes = {} } = failed(e).events[0] ?? {};
			const stack = textOf(attributes['exception.stacktrace']).includes('conformance.ts');
			return [name, attributes['exception.type'], attributes['exception.message'], stack];
		},
		is: ['exception', 'TypeError', 'It broke', true],
	},
	{
		rule: 'HEAD and DELETE are methods of their own',
		holds: (e) => [e.serverSpan('HEAD', '/items/7').kind, e.serverSpan('DELETE', '/items/7').name],
		is: ['server', 'DELETE /items/:id'],
	},
	{
		rule: 'a static response is a request like any other',
		holds: (e) => e.serverSpan('GET', '/static').name,
		is: 'GET /static',
	},
	{
		rule: 'the caller of the traceparent header is the parent',
		holds: (e) => {
			const { traceId, parentSpanId, traceState } = e.serverSpan('GET', '/items/8');
			return { traceId, parentSpanId, traceState };
		},
		is: {
			traceId: '0af7651916cd43dd8448eb211c80319c',
			parentSpanId: 'b7ad6b7169203331',
			traceState: 'vendor=1',
		},
	},
	{
		rule: 'http.server.request.duration: a histogram in seconds with the buckets of the conventions',
		holds: (e) => {
			const point = duration(e, { 'http.route': '/items/:id', 'http.request.method': 'DELETE' });
			return [point?.kind, point?.unit, point?.buckets?.bounds];
		},
		is: ['histogram', 's', [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10]],
	},
	{
		rule: 'http.server.request.duration has method, route, status code, scheme, and nothing of high cardinality',
		holds: (e) => duration(e, { 'http.route': '/items/:id', 'http.request.method': 'DELETE' })?.attributes,
		is: {
			'http.request.method': 'DELETE',
			'http.route': '/items/:id',
			'http.response.status_code': 204,
			'url.scheme': 'http',
		},
	},
	{
		rule: 'http.server.request.duration has the error.type of a failed request',
		holds: (e) => duration(e, { 'http.response.status_code': 503 })?.attributes['error.type'],
		is: '503',
	},
	{
		rule: 'http.server.request.duration counts every request once',
		holds: (e) => duration(e, { 'http.route': '/static' })?.count,
		is: 1,
	},
	{
		rule: 'http.server.active_requests: a sum that goes up and down, and is 0 in the end',
		holds: (e) => {
			const points = e.receiver.points('http.server.active_requests');
			const last = points.findLast(({ attributes }) => attributes['http.request.method'] === 'GET');
			return [last?.kind, last?.isMonotonic, last?.unit, last?.value];
		},
		is: ['sum', false, '{request}', 0],
	},
];
