import { untraced } from '../client';
import { freePort } from '../ports';
import type { Seen, Start } from './start';

/** Sums, by name, and the temporality in which they came. */
const temporality = ({ receiver }: Seen, name: string) => receiver.points(name).at(-1)?.temporality;

/** Where a histogram has exemplars, of what was recorded inside of a span and outside. */
function exemplarsAt({ receiver }: Seen, where: string): number {
	const points = receiver
		.points('environment.histogram')
		.filter(({ attributes }) => attributes.where === where);
	return points.at(-1)?.exemplars.length ?? NaN;
}

export const METRICS: Start[] = [
	...exemplars('trace_based', [1, 0]),
	...exemplars('always_on', [1, 1]),
	...exemplars('always_off', [0, 0]),
	...temporalities('cumulative', ['cumulative', 'cumulative', 'cumulative']),
	...temporalities('delta', ['delta', 'delta', 'cumulative']),
	...temporalities('lowmemory', ['delta', 'delta', 'cumulative']),
	{
		title: 'a bound on attribute sets, and explicit buckets asked for',
		env: ({ url }) => ({
			OTEL_EXPORTER_OTLP_ENDPOINT: url,
			GLASSHOUSE_METRICS_CARDINALITY_LIMIT: '4',
			OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION: 'explicit_bucket_histogram',
		}),
		rows: [
			{
				variables: ['GLASSHOUSE_METRICS_CARDINALITY_LIMIT'],
				rule: 'so many sets are told apart, and the rest is told together',
				holds: ({ receiver }) => receiver.points('environment.counter').map(({ attributes }) => attributes),
				is: [{ set: 0 }, { set: 1 }, { set: 2 }, { 'otel.metric.overflow': true }],
			},
			{
				variables: ['OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION'],
				rule: 'histograms have explicit buckets',
				holds: ({ receiver }) => receiver.points('environment.histogram')[0]?.kind,
				is: 'histogram',
			},
		],
	},
	scraped(),
];

function exemplars(filter: string, is: number[]): Start[] {
	return [
		{
			title: `OTEL_METRICS_EXEMPLAR_FILTER=${filter}`,
			env: ({ url }) => ({ OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_METRICS_EXEMPLAR_FILTER: filter }),
			rows: [
				{
					variables: ['OTEL_METRICS_EXEMPLAR_FILTER'],
					rule: 'exemplars stand where they were asked for',
					holds: (seen) => [exemplarsAt(seen, 'inside'), exemplarsAt(seen, 'outside')],
					is,
				},
			],
		},
	];
}

function temporalities(preference: string, is: string[]): Start[] {
	const variable = 'OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE';
	return [
		{
			title: `${variable}=${preference}`,
			env: ({ url }) => ({ OTEL_EXPORTER_OTLP_ENDPOINT: url, [variable]: preference }),
			rows: [
				{
					variables: [variable],
					rule: 'counters, histograms and up-down counters are told in that way',
					holds: (seen) =>
						['counter', 'histogram', 'active'].map((name) => temporality(seen, `environment.${name}`)),
					is,
				},
			],
		},
	];
}

/** Beside OTLP, which goes on. */
function scraped(): Start {
	let url = '';
	return {
		title: 'a scrape endpoint beside OTLP',
		env: async (receiver) => {
			const port = String(await freePort());
			url = `http://localhost:${port}/metrics`;
			return {
				OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
				OTEL_METRICS_EXPORTER: 'otlp,prometheus',
				OTEL_EXPORTER_PROMETHEUS_HOST: 'localhost',
				OTEL_EXPORTER_PROMETHEUS_PORT: port,
			};
		},
		ask: async () => (await untraced(url)).text(),
		rows: [
			{
				variables: [
					'OTEL_METRICS_EXPORTER',
					'OTEL_EXPORTER_PROMETHEUS_HOST',
					'OTEL_EXPORTER_PROMETHEUS_PORT',
				],
				rule: 'both have the same counter',
				holds: ({ asked, receiver }) => [
					String(asked).includes('environment_counter_total{'),
					receiver.points('environment.counter').length,
				],
				is: [true, 10],
			},
		],
	};
}
