import type { Row, Seen, Start } from './start';

const resourceOf = ({ receiver }: Seen) => receiver.spans[0]?.resource;
const initialised = ({ output }: Seen) => /\[telemetry\] initialised .*/.exec(output)?.[0];
function queryAsked({ receiver }: Seen): string | undefined {
	const url = receiver.spans.find(({ kind }) => kind === 'client')?.attributes['url.full'];
	return typeof url === 'string' ? new URL(url).search : undefined;
}

/** Who is telling, what is watched, and what is said on the console. */
export const IDENTITY: Start[] = [
	{
		title: 'a resource, and fewer instrumentations',
		env: ({ url }) => ({
			OTEL_EXPORTER_OTLP_ENDPOINT: url,
			OTEL_RESOURCE_ATTRIBUTES: 'service.name=unheard,team=a%20b,deployment.environment.name=test',
			OTEL_SERVICE_NAME: 'named',
			OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'redis',
			OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'serve,pg',
			OTEL_DEBUG: 'true',
			OTEL_LOG_LEVEL: 'warn',
			GLASSHOUSE_REDACT_QUERY_KEYS: 'hush',
		}),
		rows: [
			{
				variables: ['OTEL_SERVICE_NAME', 'OTEL_RESOURCE_ATTRIBUTES'],
				rule: 'the service has its name, which goes before the one among the resource attributes',
				holds: (seen) => [resourceOf(seen)?.['service.name'], resourceOf(seen)?.team],
				is: ['named', 'a b'],
			},
			{
				variables: [
					'OTEL_NODE_ENABLED_INSTRUMENTATIONS',
					'OTEL_NODE_DISABLED_INSTRUMENTATIONS',
					'OTEL_DEBUG',
				],
				rule: 'what is watched is what was asked for, and is said',
				holds: (seen) => [
					['serve', 'fetch', 'pg', 'redis'].filter((name) => seen.health.instrumentations.includes(name)),
					initialised(seen)?.endsWith(`instrumentations=${seen.health.instrumentations.join(',')}`),
					seen.receiver.spans.filter(({ kind }) => kind === 'server'),
				],
				is: [['fetch', 'redis'], true, []],
			},
			{
				variables: ['OTEL_LOG_LEVEL'],
				rule: 'diagnostics are told from that level on, and no lower',
				holds: ({ output }) => [
					output.includes('[opentelemetry:warn] A meter without a name'),
					/\[opentelemetry:(info|debug|verbose)/.test(output),
				],
				is: [true, false],
			},
			{
				variables: ['GLASSHOUSE_REDACT_QUERY_KEYS'],
				rule: 'values of these keys are hidden in URLs, as those of the well-known ones are',
				holds: queryAsked,
				is: '?hush=REDACTED&token=REDACTED&page=2',
			},
		],
	},
	{
		title: 'nothing but empty values',
		env: ({ url }) => ({
			OTEL_EXPORTER_OTLP_ENDPOINT: url,
			OTEL_SERVICE_NAME: '',
			OTEL_SDK_DISABLED: '',
			OTEL_TRACES_SAMPLER: ' ',
			OTEL_TRACES_EXPORTER: '',
			OTEL_PROPAGATORS: '',
			OTEL_BSP_MAX_QUEUE_SIZE: '',
			OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: '',
			OTEL_EXPORTER_OTLP_TRACES_HEADERS: '',
			OTEL_EXPORTER_OTLP_CERTIFICATE: '',
			OTEL_CONFIG_FILE: '',
			OTEL_LOG_LEVEL: 'warn',
		}),
		rows: [
			{
				variables: [],
				rule: 'all is as it would be without them',
				holds: (seen) => [
					resourceOf(seen)?.['service.name'],
					seen.health.sampler,
					seen.receiver.spans.some(({ name }) => name === 'rich'),
					'traceparent' in seen.echoed,
					seen.output.includes('not honoured'),
				],
				is: ['glasshouse', 'parentbased_always_on', true, true, false],
			},
		],
	},
	{
		title: 'switched off',
		env: ({ url }) => ({ OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_SDK_DISABLED: 'TRUE' }),
		rows: [
			{
				variables: ['OTEL_SDK_DISABLED'],
				rule: 'nothing is sent, and nothing is sent along',
				holds: ({ receiver, health, echoed }) => [receiver.requests, health.enabled, 'traceparent' in echoed],
				is: [[], false, false],
			},
		],
	},
	{
		title: "OpenTelemetry's own packages",
		env: ({ url }) => ({
			OTEL_EXPORTER_OTLP_ENDPOINT: url,
			GLASSHOUSE_TELEMETRY: 'official',
			GLASSHOUSE_OTLP_SPOOL_MAX_BYTES: '4096',
		}),
		rows: [
			{
				variables: ['GLASSHOUSE_TELEMETRY'],
				rule: 'their exporters send what is made; what they cannot honour is told',
				holds: ({ receiver, output }) => [
					receiver.spans.some(({ name }) => name === 'rich'),
					[...new Set(receiver.requests.map(({ headers }) => headers['user-agent']?.split('/')[0]))],
					receiver.requests.some(({ headers }) => headers['user-agent']?.includes('Bun')),
					output.match(/\S+(?= is not honoured)/g),
				],
				is: [true, ['OTel-OTLP-Exporter-JavaScript'], false, ['GLASSHOUSE_OTLP_SPOOL_MAX_BYTES']],
			},
		],
	},
	...propagating('b3', ['b3']),
	...propagating('b3multi,baggage', ['baggage', 'x-b3-sampled', 'x-b3-spanid', 'x-b3-traceid']),
	...propagating('baggage,tracecontext', ['baggage', 'traceparent']),
	...propagating('none', []),
];

const PROPAGATED = /^(traceparent|tracestate|baggage|b3|x-b3-.*)$/;

function propagating(value: string, is: string[]): Start[] {
	const row: Row = {
		variables: ['OTEL_PROPAGATORS'],
		rule: `requests carry ${is.join(', ') || 'nothing of it'}`,
		holds: ({ echoed }) =>
			Object.keys(echoed)
				.filter((name) => PROPAGATED.test(name))
				.sort(),
		is,
	};
	return [{ title: `OTEL_PROPAGATORS=${value}`, env: () => ({ OTEL_PROPAGATORS: value }), rows: [row] }];
}
