import type { MetricDefinition } from '../definition';
import { HTTP_BUCKETS_S } from './buckets';

const HTTP_SERVER_ATTRIBUTES = [
	'http.request.method',
	'http.route',
	'http.response.status_code',
	'url.scheme',
	'error.type',
	'network.protocol.version',
] as const;

/** https://opentelemetry.io/docs/specs/semconv/http/http-metrics/ */
export const HTTP_METRICS = {
	httpServerRequestDuration: {
		name: 'http.server.request.duration',
		instrument: 'histogram',
		unit: 's',
		description: 'Duration of HTTP server requests.',
		attributes: HTTP_SERVER_ATTRIBUTES,
		buckets: HTTP_BUCKETS_S,
	},
	httpServerActiveRequests: {
		name: 'http.server.active_requests',
		instrument: 'observableUpDownCounter',
		unit: '{request}',
		description: 'Number of HTTP server requests that are being answered.',
		attributes: ['http.request.method', 'url.scheme'],
	},
	httpClientRequestDuration: {
		name: 'http.client.request.duration',
		instrument: 'histogram',
		unit: 's',
		// Until the response headers are there. In the conventions' own words, as the instrumentation of `node:http` has it.
		description: 'Duration of HTTP client requests.',
		attributes: [
			'http.request.method',
			'server.address',
			'server.port',
			'http.response.status_code',
			'error.type',
			'network.protocol.version',
		],
		buckets: HTTP_BUCKETS_S,
	},
} as const satisfies Record<string, MetricDefinition>;
