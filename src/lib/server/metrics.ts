import type { Attributes, Context } from '@opentelemetry/api';
import {
	ATTR_ERROR_TYPE,
	ATTR_HTTP_ROUTE,
	ATTR_RPC_METHOD,
	ATTR_RPC_SYSTEM_NAME,
	METRIC_RPC_SERVER_CALL_DURATION,
} from '@opentelemetry/semantic-conventions';
import { instruments, type MetricDefinition } from '../../telemetry/definition';
import { AppError } from './errors';
import { FEED_METRICS } from './feed/feedMetrics';
import { LEAK_METRICS } from './observe/leakMetrics';

/** The scope under which the app's own metrics go. */
export const SCOPE = 'glasshouse';

const ATTR_RPC_RESPONSE_STATUS_CODE = 'rpc.response.status_code';
/** https://opentelemetry.io/docs/specs/semconv/rpc/rpc-metrics/#metric-rpcservercallduration */
const CALL_BUCKETS_S = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
/** Steps make requests, whose timeouts are longer than a call may take. */
const WORK_BUCKETS_S = [0.001, ...CALL_BUCKETS_S, 30, 60, 120];
/** The bounds of https://web.dev/articles/vitals are among them. */
const PAGE_BUCKETS_S = [0.05, 0.1, 0.25, 0.5, 1, 1.5, 2.5, 4, 6, 10, 20];
const CHECK = ['glasshouse.check.id', 'glasshouse.check.name'] as const;

/** Everything that the app itself measures; what the library measures stands in $telemetry/catalogue. */
export const METRICS = {
	rpcCallDuration: {
		name: METRIC_RPC_SERVER_CALL_DURATION,
		instrument: 'histogram',
		unit: 's',
		description: 'Duration of calls of procedures, over HTTP and from pages.',
		attributes: [ATTR_RPC_SYSTEM_NAME, ATTR_RPC_METHOD, ATTR_RPC_RESPONSE_STATUS_CODE, ATTR_ERROR_TYPE],
		buckets: CALL_BUCKETS_S,
	},
	runs: {
		name: 'glasshouse.workflow.runs',
		instrument: 'counter',
		unit: '{run}',
		description: 'Number of runs that have ended, by the state in which they did.',
		attributes: ['glasshouse.run.state', 'glasshouse.run.trigger'],
	},
	activeRuns: {
		name: 'glasshouse.workflow.active_runs',
		instrument: 'upDownCounter',
		unit: '{run}',
		description: 'Number of runs that this process executes now.',
		attributes: [],
	},
	stepDuration: {
		name: 'glasshouse.workflow.step.duration',
		instrument: 'histogram',
		unit: 's',
		description: 'Duration of the steps of runs; what a recovered run had done already is not counted again.',
		attributes: ['glasshouse.step', ATTR_ERROR_TYPE],
		buckets: WORK_BUCKETS_S,
	},
	retries: {
		name: 'glasshouse.workflow.retries',
		instrument: 'counter',
		unit: '{attempt}',
		description: 'Number of further attempts of a request, by what the attempt before came to.',
		attributes: ['glasshouse.verdict'],
	},
	queueDepth: {
		name: 'glasshouse.queue.depth',
		instrument: 'observableGauge',
		unit: '{run}',
		description: 'Number of runs that wait in the queue, which all processes on a database share.',
		attributes: [],
	},
	queueLag: {
		name: 'glasshouse.queue.lag',
		instrument: 'observableGauge',
		unit: 's',
		description: 'How late the most overdue check or queued run is; 0 where nothing waits.',
		attributes: [],
	},
	checkUp: {
		name: 'glasshouse.check.up',
		instrument: 'observableGauge',
		unit: '1',
		description: '1 where the last conclusive run of an enabled check passed, 0 where it failed.',
		attributes: CHECK,
	},
	checkLatency: {
		name: 'glasshouse.check.latency',
		instrument: 'histogram',
		unit: 's',
		description: 'How long the targets of checks took to answer, redirects included.',
		attributes: CHECK,
		buckets: WORK_BUCKETS_S,
	},
	webhooks: {
		name: 'glasshouse.webhooks',
		instrument: 'counter',
		unit: '{webhook}',
		description: 'Number of webhooks sent; with `error.type`, those that were not taken.',
		attributes: [ATTR_ERROR_TYPE],
	},
	browserReports: {
		name: 'glasshouse.browser.reports',
		instrument: 'counter',
		unit: '{report}',
		description: 'Number of reports of pages; with `error.type`, those that were refused.',
		attributes: [ATTR_ERROR_TYPE],
	},
	pageDuration: {
		name: 'glasshouse.browser.page.duration',
		instrument: 'histogram',
		unit: 's',
		description: 'How long pages took to load, and navigations within the app to be done, in the browser.',
		attributes: ['browser.page.type', ATTR_HTTP_ROUTE],
		buckets: PAGE_BUCKETS_S,
	},
	largestContentfulPaint: {
		name: 'glasshouse.browser.web_vital.lcp',
		instrument: 'histogram',
		unit: 's',
		description: 'Largest Contentful Paint: when the largest part of a page was there. Good up to 2.5 s.',
		attributes: [ATTR_HTTP_ROUTE],
		buckets: PAGE_BUCKETS_S,
	},
	interactionToNextPaint: {
		name: 'glasshouse.browser.web_vital.inp',
		instrument: 'histogram',
		unit: 's',
		description: 'Interaction to Next Paint: how long a page took to react, at its worst. Good up to 0.2 s.',
		attributes: [ATTR_HTTP_ROUTE],
		buckets: [0.025, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 1, 2.5],
	},
	cumulativeLayoutShift: {
		name: 'glasshouse.browser.web_vital.cls',
		instrument: 'histogram',
		unit: '1',
		description: 'Cumulative Layout Shift: how much of a page moved about. Good up to 0.1.',
		attributes: [ATTR_HTTP_ROUTE],
		buckets: [0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1],
	},
	logLines: {
		name: 'glasshouse.log.lines',
		instrument: 'counter',
		unit: '{line}',
		description: 'Number of log lines, whichever way they went.',
		attributes: ['glasshouse.log.level'],
	},
	...FEED_METRICS,
	...LEAK_METRICS,
	sessionDrops: {
		name: 'glasshouse.session.dropped',
		instrument: 'counter',
		unit: '{event}',
		description: 'Number of session events, or values of them, that somebody did not get, by the reason.',
		attributes: ['glasshouse.drop.reason'],
	},
} as const satisfies Record<string, MetricDefinition>;

const make = instruments(SCOPE);
const rpcCallDuration = make.histogram(METRICS.rpcCallDuration);
const runs = make.counter(METRICS.runs);
const stepDuration = make.histogram(METRICS.stepDuration);
const retries = make.counter(METRICS.retries);
const checkLatency = make.histogram(METRICS.checkLatency);
const webhooks = make.counter(METRICS.webhooks);
const browserReports = make.counter(METRICS.browserReports);
const pageDuration = make.histogram(METRICS.pageDuration);
const vitals = {
	LCP: make.histogram(METRICS.largestContentfulPaint),
	INP: make.histogram(METRICS.interactionToNextPaint),
	CLS: make.histogram(METRICS.cumulativeLayoutShift),
};
const logLines = make.counter(METRICS.logLines);
const sessionDrops = make.counter(METRICS.sessionDrops);
const feedClients = make.upDownCounter(METRICS.feedClients);
const feedFrames = make.counter(METRICS.feedFrames);
const feedDropped = make.counter(METRICS.feedDropped);
const feedRefused = make.counter(METRICS.feedRefused);

/** How many runs are executed here now: 1 when one begins, -1 when it is over. */
export const activeRuns = make.upDownCounter(METRICS.activeRuns);

/**
 * One call of a procedure. A failure under 500 is an answer: it has a status and is no error.
 * @param startMs `performance.now()` of its beginning
 */
export function recordCall(method: string, startMs: number, failure?: AppError): void {
	const attributes: Attributes = { [ATTR_RPC_SYSTEM_NAME]: 'orpc', [ATTR_RPC_METHOD]: method };
	if (failure !== undefined) attributes[ATTR_RPC_RESPONSE_STATUS_CODE] = failure.code;
	if (failure !== undefined && failure.status >= 500) attributes[ATTR_ERROR_TYPE] = failure.code;
	rpcCallDuration.record(secondsSince(startMs), attributes);
}

/** One run that has ended, and was not counted before. */
export function countRun(state: string, trigger: string): void {
	runs.add(1, { 'glasshouse.run.state': state, 'glasshouse.run.trigger': trigger });
}

/** One attempt to carry out a step. @param error what it threw, if it did */
export function recordStep(step: string, ms: number, error?: unknown): void {
	const attributes: Attributes = { 'glasshouse.step': step };
	if (error !== undefined) attributes[ATTR_ERROR_TYPE] = errorType(error);
	stepDuration.record(ms / 1000, attributes);
}

/** Another attempt of a request. @param verdict what the one before came to */
export function countRetry(verdict: string): void {
	retries.add(1, { 'glasshouse.verdict': verdict });
}

/** How long the target of a check took to answer, in milliseconds. */
export function recordLatency(check: { id: string; name: string }, ms: number): void {
	checkLatency.record(ms / 1000, checkAttributes(check));
}

export function checkAttributes({ id, name }: { id: string; name: string }): Attributes {
	return { 'glasshouse.check.id': id, 'glasshouse.check.name': name };
}

/** A webhook that was taken, or what kept it from being. */
export function countWebhook(error?: unknown): void {
	webhooks.add(1, error === undefined ? undefined : { [ATTR_ERROR_TYPE]: errorType(error) });
}

/** A report of a page that was taken in, or why it was not. */
export function countBrowserReport(error?: AppError): void {
	browserReports.add(1, error === undefined ? undefined : { [ATTR_ERROR_TYPE]: error.code });
}

interface Page {
	type: 'page_load' | 'navigation';
	route: string | null;
	durationMs: number;
}

/** @param within the context of its span */
export function recordPage({ type, route, durationMs }: Page, within: Context): void {
	pageDuration.record(durationMs / 1000, { 'browser.page.type': type, ...routeAttributes(route) }, within);
}

interface Vital {
	name: keyof typeof vitals;
	route: string | null;
	/** In milliseconds; of CLS a score. */
	value: number;
}

/** @param within the context of its span */
export function recordVital({ name, route, value }: Vital, within: Context): void {
	vitals[name].record(name === 'CLS' ? value : value / 1000, routeAttributes(route), within);
}

function routeAttributes(route: string | null): Attributes {
	return route === null ? {} : { [ATTR_HTTP_ROUTE]: route };
}

export function countLogLine(level: unknown): void {
	if (typeof level === 'string') logLines.add(1, levelAttributes(level));
}

/** Of one transport, all three: clients that follow the feed, frames sent to them, frames that they lost. */
export function feedCounts(transport: 'websocket' | 'sse') {
	const attributes: Attributes = { 'glasshouse.feed.transport': transport };
	return {
		clients: (change: 1 | -1) => feedClients.add(change, attributes),
		sent: (frames: number) => feedFrames.add(frames, attributes),
		dropped: (frames: number) => feedDropped.add(frames, attributes),
	};
}

/** A client that the feed does not take, or sends away. */
export function countFeedRefusal(reason: string): void {
	feedRefused.add(1, { 'glasshouse.feed.reason': reason });
}

/** Session events that were dropped. @param reason of low cardinality, such as `rate` */
export function countSessionDrops(reason: string, count: number): void {
	sessionDrops.add(count, { 'glasshouse.drop.reason': reason });
}

const levels = new Map<string, Attributes>();

/** One object for a level: log lines are many, levels are six. */
function levelAttributes(level: string): Attributes {
	let attributes = levels.get(level);
	if (attributes === undefined) levels.set(level, (attributes = { 'glasshouse.log.level': level }));
	return attributes;
}

/** Of low cardinality, as https://opentelemetry.io/docs/specs/semconv/attributes-registry/error/ asks. */
function errorType(error: unknown): string {
	if (error instanceof AppError) return error.code;
	return error instanceof Error ? error.name : typeof error;
}

function secondsSince(startMs: number): number {
	return (performance.now() - startMs) / 1000;
}
