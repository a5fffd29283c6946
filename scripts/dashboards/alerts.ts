import { METRICS as APP } from '../../src/lib/server/metrics';
import { METRICS } from '../../src/telemetry/catalogue';
import type { Alert, Recording } from './model';
import { added, now, or, perSecond, recorded, share, times, constant, type Expression } from './promql';

const BY = ['service.name'] as const;

/** Multi-window, multi-burn-rate alerts: https://sre.google/workbook/alerting-on-slos/ */
const BURN_RATES = [
	{
		name: 'Fast',
		severity: 'critical',
		rate: 14.4,
		long: '1h',
		short: '5m',
		minutes: 2,
		told: '2 % of a month',
	},
	{
		name: 'Slow',
		severity: 'warning',
		rate: 6,
		long: '6h',
		short: '30m',
		minutes: 15,
		told: '5 % of a month',
	},
] as const;
const WINDOWS = BURN_RATES.flatMap(({ long, short }) => [short, long]);

interface Objective {
	/** Names the recordings. */
	readonly slug: string;
	readonly alert: string;
	/** What may fail, of 1. */
	readonly budget: number;
	readonly failing: string;
	readonly runbook: string;
	ratio(over: string): Expression;
}

const OBJECTIVES: readonly Objective[] = [
	{
		slug: 'requests_failed',
		alert: 'GlasshouseRequestsFail',
		budget: 0.001,
		failing: 'requests to its own routes are answered with 5xx',
		runbook:
			'1. Open the dashboard Service, "Share that failed, by route": one route, or all? ' +
			'2. All: is PostgreSQL reachable (/readyz says so), did a release just go out? Roll it back. ' +
			'3. One: open a failed trace of that route; the first span with an error is the cause, and the log has its ' +
			'stack under the same trace id.',
		ratio: (over) => {
			const requests = METRICS.httpServerRequestDuration;
			const where = { 'http.route': '!=""' } as const;
			return share(
				perSecond(requests, { by: BY, over, where: { ...where, 'http.response.status_code': '=~"5.."' } }),
				perSecond(requests, { by: BY, over, where }),
			);
		},
	},
	{
		slug: 'checks_failed',
		alert: 'GlasshouseChecksFail',
		budget: 0.01,
		failing: 'runs of checks that came to a conclusion have failed',
		runbook:
			'1. Open the dashboard Workflows and checks, "Uptime, by check": one target, or all? ' +
			'2. All at once is rather our own network or name resolution: try one of them from this host. ' +
			'3. One: open its last run in the app. It has what was expected, what came, and the trace into the target; ' +
			'tell those who run it.',
		ratio: (over) =>
			share(
				perSecond(APP.runs, { by: BY, over, where: { 'glasshouse.run.state': '="failed"' } }),
				perSecond(APP.runs, { by: BY, over, where: { 'glasshouse.run.state': '=~"passed|failed"' } }),
			),
	},
];

/** The shares that the alerts on objectives compare, worked out once. */
export const RECORDINGS: readonly Recording[] = OBJECTIVES.flatMap((objective) =>
	WINDOWS.map((over) => ({ name: recordingName(objective, over), expression: objective.ratio(over) })),
);

function recordingName({ slug }: Objective, over: string): string {
	return `glasshouse:${slug}:ratio_rate${over}`;
}

function burnAlerts(objective: Objective): Alert[] {
	return BURN_RATES.map(({ name, severity, rate, long, short, minutes, told }): Alert => {
		const above = Number((rate * objective.budget).toPrecision(6));
		const condition = (over: string) => ({
			expression: recorded(recordingName(objective, over), objective.ratio(over)),
			above,
		});
		return {
			name: `${objective.alert}${name}`,
			severity,
			conditions: [condition(long), condition(short)],
			minutes,
			summary: `Too many ${objective.failing}`,
			description:
				`More than ${percent(above)} over ${long} and over ${short}, where ${percent(objective.budget)} ` +
				`is the objective: ${told}'s budget of errors goes in ${long}.`,
			runbook: objective.runbook,
		};
	});
}

/** What was dropped, a second: after its last attempt, or because the queue was full. */
const LOST = [
	METRICS.spansExported,
	METRICS.logsExported,
	METRICS.dataPointsExported,
	METRICS.spansProcessed,
	METRICS.logsProcessed,
];

/** Each is taken for nothing where it has never happened; every process tells its uptime. */
function lost(): Expression {
	const nothing = times(constant('0'), now(METRICS.processUptime, { by: BY }));
	return added(
		...LOST.map((metric) => or(perSecond(metric, { by: BY, where: { 'error.type': '!=""' } }), nothing)),
	);
}

export const ALERTS: readonly Alert[] = [
	...OBJECTIVES.flatMap(burnAlerts),
	{
		name: 'GlasshouseEventLoopStalls',
		severity: 'warning',
		conditions: [{ expression: now(METRICS.eventLoopDelayP99, { by: BY }, 'max'), above: 0.25 }],
		minutes: 5,
		summary: 'The event loop of a process is held up',
		description:
			'One turn in a hundred begins more than 250 ms late: whatever the process does, it does it late.',
		runbook:
			'1. Open the dashboard Runtime: which process, and is it its CPU or its memory? ' +
			'2. Take a CPU profile of it in the app, for ten seconds, while it lasts: the widest frame is the culprit. ' +
			'3. If nothing is to be seen there, the machine has too much to do: look at its context switches.',
	},
	{
		name: 'GlasshouseQueueLags',
		severity: 'warning',
		conditions: [{ expression: now(APP.queueLag, { by: BY }, 'max'), above: 60 }],
		minutes: 5,
		summary: 'Checks run late',
		description: 'The most overdue check or queued run is more than a minute late.',
		runbook:
			'1. Open the dashboard Workflows and checks, "Queue": does it grow, and are runs executed? ' +
			'2. None is executed: look at the log of the engine, and whether PostgreSQL has connections left. ' +
			'3. Many are: targets are slow. Give their checks a shorter timeout or fewer attempts, or start another process.',
	},
	{
		name: 'GlasshouseTelemetryIsLost',
		severity: 'warning',
		conditions: [{ expression: lost(), above: 0 }],
		minutes: 5,
		summary: 'Telemetry is dropped',
		description:
			'Spans, log records or data points are lost for good: what is shown elsewhere is not all there was.',
		runbook:
			'1. Open the dashboard Telemetry health, "Dropped, by reason" and "Answers of the collector". ' +
			'2. rejected: the collector does not want it, its log says why (401 headers, 404 path, 415 protocol). ' +
			'3. retries_exhausted: it was away or slow; set GLASSHOUSE_OTLP_SPOOL_DIR, so that this waits on disk. ' +
			'4. queue_full: raise OTEL_BSP_MAX_QUEUE_SIZE or OTEL_BLRP_MAX_QUEUE_SIZE, or sample less.',
	},
];

function percent(share: number): string {
	return `${Number((100 * share).toPrecision(4))} %`;
}
