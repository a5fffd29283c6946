import { readdirSync, statSync } from 'node:fs';
import { temporaryFolder } from '../folders';
import type { Signal } from '../../../src/telemetry/health/types';
import { accountOf, type Seen, type Start } from './start';

const SIGNALS = ['traces', 'metrics', 'logs'] as const;
const PATHS = ['/v1/logs', '/v1/metrics', '/v1/traces'];
const LATER = '600000';

const pathsOf = ({ receiver }: Seen) => [...new Set(receiver.requests.map(({ path }) => path))].sort();
const sizesAt = ({ receiver }: Seen, path: string) =>
	receiver.requests.filter((one) => one.path === path).map(({ items }) => items);
/** Milliseconds, in hundreds: what passed before an attempt is taken from its time. */
/** Of the first attempt, which is told: a later one may have less time. */
function waitedFor({ output }: Seen, signal: Signal): number {
	const told = new RegExp(`\\[telemetry\\] ${signal} do not reach .*: no answer within (\\d+) ms`).exec(
		output,
	);
	return Math.ceil(Number(told?.[1]) / 100) * 100;
}

/** How spans, metrics and log records get to a collector: when, in which pieces, and what of it. */
export const DELIVERY: Start[] = [
	{
		title: 'spans soon, log records later, metrics soon',
		env: ({ url }) => ({
			OTEL_EXPORTER_OTLP_ENDPOINT: url,
			OTEL_BSP_SCHEDULE_DELAY: '30',
			OTEL_BLRP_SCHEDULE_DELAY: LATER,
			OTEL_METRIC_EXPORT_INTERVAL: '30',
			OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '4',
			OTEL_BLRP_MAX_EXPORT_BATCH_SIZE: '512',
		}),
		until: ({ receiver }) =>
			receiver.spans.length > 10 && receiver.requests.filter(({ path }) => path === '/v1/metrics').length > 1,
		rows: [
			{
				variables: ['OTEL_BSP_SCHEDULE_DELAY', 'OTEL_BLRP_SCHEDULE_DELAY', 'OTEL_METRIC_EXPORT_INTERVAL'],
				rule: 'what is sent later is sent at the end',
				holds: (seen) => [seen.before.paths.includes('/v1/logs'), pathsOf(seen)],
				is: [false, PATHS],
			},
			{
				variables: ['OTEL_BSP_MAX_EXPORT_BATCH_SIZE'],
				rule: 'no batch is larger, while those of log records are',
				holds: (seen) => [Math.max(...sizesAt(seen, '/v1/traces')), sizesAt(seen, '/v1/logs')],
				is: [4, [11]],
			},
		],
	},
	{
		title: 'log records soon, spans and metrics later',
		env: ({ url }) => ({
			OTEL_EXPORTER_OTLP_ENDPOINT: url,
			OTEL_BSP_SCHEDULE_DELAY: LATER,
			OTEL_BLRP_SCHEDULE_DELAY: '30',
			OTEL_METRIC_EXPORT_INTERVAL: LATER,
			OTEL_BLRP_MAX_EXPORT_BATCH_SIZE: '4',
		}),
		until: ({ receiver }) => receiver.logs.length === 11,
		rows: [
			{
				variables: ['OTEL_BSP_SCHEDULE_DELAY', 'OTEL_BLRP_SCHEDULE_DELAY', 'OTEL_METRIC_EXPORT_INTERVAL'],
				rule: 'what is sent later is sent at the end',
				holds: (seen) => [new Set(seen.before.paths), pathsOf(seen)],
				is: [new Set(['/v1/logs']), PATHS],
			},
			{
				variables: ['OTEL_BLRP_MAX_EXPORT_BATCH_SIZE'],
				rule: 'no batch is larger',
				holds: (seen) => Math.max(...sizesAt(seen, '/v1/logs')),
				is: 4,
			},
		],
	},
	{
		title: 'small queues',
		env: ({ url }) => ({
			OTEL_EXPORTER_OTLP_ENDPOINT: url,
			OTEL_BSP_MAX_QUEUE_SIZE: '6',
			OTEL_BLRP_MAX_QUEUE_SIZE: '7',
			OTEL_BSP_SCHEDULE_DELAY: LATER,
			OTEL_BLRP_SCHEDULE_DELAY: LATER,
		}),
		rows: [
			{
				variables: ['OTEL_BSP_MAX_QUEUE_SIZE', 'OTEL_BLRP_MAX_QUEUE_SIZE'],
				rule: 'what comes at once and does not fit in is dropped, and counted',
				holds: (seen) => [
					accountOf(seen, 'traces').dropped.queue_full,
					accountOf(seen, 'logs').dropped.queue_full,
				],
				// A rich one and ten plain ones of each came at once.
				is: [11 - 6, 11 - 7],
			},
		],
	},
	...switchedOff('TRACES', ['/v1/logs', '/v1/metrics']),
	...switchedOff('METRICS', ['/v1/logs', '/v1/traces']),
	...switchedOff('LOGS', ['/v1/metrics', '/v1/traces']),
	{
		title: 'the console',
		env: () => ({
			OTEL_TRACES_EXPORTER: 'console',
			OTEL_METRICS_EXPORTER: 'console',
			OTEL_LOGS_EXPORTER: 'console',
		}),
		rows: [
			{
				variables: ['OTEL_TRACES_EXPORTER', 'OTEL_METRICS_EXPORTER', 'OTEL_LOGS_EXPORTER'],
				rule: 'all three signals are shown there',
				holds: ({ output }) =>
					["name: 'rich'", "name: 'environment.counter'", "body: 'rich'"].map((text) =>
						output.replaceAll('"', "'").includes(text),
					),
				is: [true, true, true],
			},
		],
	},
	timeouts(
		{
			OTEL_EXPORTER_OTLP_TIMEOUT: '200',
		},
		[200, 200, 200],
	),
	timeouts(
		{
			OTEL_EXPORTER_OTLP_TIMEOUT: '9000',
			OTEL_EXPORTER_OTLP_TRACES_TIMEOUT: '100',
			OTEL_EXPORTER_OTLP_METRICS_TIMEOUT: '200',
			OTEL_EXPORTER_OTLP_LOGS_TIMEOUT: '300',
		},
		[100, 200, 300],
	),
	timeouts(
		{
			OTEL_BSP_EXPORT_TIMEOUT: '200',
			OTEL_METRIC_EXPORT_TIMEOUT: '300',
			OTEL_BLRP_EXPORT_TIMEOUT: '400',
		},
		[200, 300, 400],
	),
	spooled(268_435_456, { kept: true, withinBound: true, dropped: false }),
	spooled(1024, { withinBound: true, dropped: true }),
];

function switchedOff(signal: string, is: string[]): Start[] {
	const variable = `OTEL_${signal}_EXPORTER`;
	return [
		{
			title: `${variable}=none`,
			env: ({ url }) => ({ OTEL_EXPORTER_OTLP_ENDPOINT: url, [variable]: 'none' }),
			rows: [{ variables: [variable], rule: 'the others are sent', holds: pathsOf, is }],
		},
	];
}

/** At a collector that takes requests and never says a word. */
function timeouts(env: Record<string, string>, is: number[]): Start {
	let hanging: ReturnType<typeof Bun.serve> | undefined;
	return {
		title: `a collector that hangs, and ${Object.keys(env).join(', ')}`,
		env: () => {
			hanging = Bun.serve({ hostname: '127.0.0.1', port: 0, fetch: () => new Promise(() => undefined) });
			return {
				OTEL_EXPORTER_OTLP_ENDPOINT: hanging.url.origin,
				OTEL_BSP_SCHEDULE_DELAY: '20',
				OTEL_BLRP_SCHEDULE_DELAY: '20',
				OTEL_METRIC_EXPORT_INTERVAL: '1000',
				OTEL_BSP_EXPORT_TIMEOUT: '500',
				...env,
			};
		},
		until: (seen) => SIGNALS.every((signal) => accountOf(seen, signal).lastError !== null),
		release: () => hanging?.stop(true),
		rows: [
			{
				variables: Object.keys(env),
				rule: 'is given up on after as many milliseconds',
				holds: (seen) => SIGNALS.map((signal) => waitedFor(seen, signal)),
				is,
			},
		],
	};
}

/** At a collector that is not there. */
function spooled(maxBytes: number, is: { kept?: boolean; withinBound: boolean; dropped: boolean }): Start {
	const folder = temporaryFolder();
	let bytes = 0;
	return {
		title: `a collector that is away, and ${maxBytes} bytes of spool`,
		env: () => ({
			OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1',
			OTEL_METRICS_EXPORTER: 'none',
			OTEL_BSP_SCHEDULE_DELAY: '20',
			GLASSHOUSE_OTLP_SPOOL_DIR: folder.path,
			GLASSHOUSE_OTLP_SPOOL_MAX_BYTES: String(maxBytes),
		}),
		until: (seen) => {
			const { spooled, dropped } = accountOf(seen, 'traces');
			return (spooled?.items ?? 0) > 0 || (dropped.spool_full ?? 0) > 0;
		},
		release: () => {
			const names = readdirSync(folder.path, { recursive: true }).map(String);
			bytes = names
				.filter((name) => /traces|logs/.test(name))
				.reduce((sum, name) => sum + statSync(`${folder.path}/${name}`).size, 0);
			folder.remove();
		},
		rows: [
			{
				variables: ['GLASSHOUSE_OTLP_SPOOL_DIR', 'GLASSHOUSE_OTLP_SPOOL_MAX_BYTES'],
				rule: 'what there is room for waits on disk, and the rest is counted as dropped',
				holds: (seen) => ({
					// Of little room nobody can tell what happens to fit in.
					...(is.kept === undefined ? {} : { kept: bytes > 0 }),
					withinBound: bytes <= maxBytes,
					dropped: (accountOf(seen, 'traces').dropped.spool_full ?? 0) > 0,
				}),
				is,
			},
		],
	};
}
