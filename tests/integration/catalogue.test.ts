// The catalogues are what is told of metrics and spans, in the documentation and on dashboards: they must be true of
// what is received, and complete.
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { METRICS as APP_METRICS } from '../../src/lib/server/metrics';
import { METRICS, SPANS } from '../../src/telemetry/catalogue';
import { startApp } from '../support/app';
import { browserReportOf } from '../support/browserReport';
import { wrongMetrics, wrongSpans } from '../support/catalogue/against';
import { Client, untraced } from '../support/client';
import { exportEverything } from '../support/conformance/program';
import { eventually } from '../support/eventually';
import { temporaryFolder } from '../support/folders';
import type { ReceivedSpan } from '../support/otlp/decode';
import type { ReceivedPoint } from '../support/otlp/metrics';
import { startFailingCollector, status, well } from '../support/otlp/failing';
import { startReceiver } from '../support/otlp/receiver';
import { freePort } from '../support/ports';
import { startPostgres } from '../support/postgres';
import { startProgram } from '../support/program';
import { startTarget } from '../support/target';

setDefaultTimeout(120_000);

interface Received {
	readonly metrics: readonly ReceivedPoint[];
	readonly spans: readonly ReceivedSpan[];
}

const DEFINED = [...Object.values(METRICS), ...Object.values(APP_METRICS)];
const isOurs = ({ scope }: { scope: string }) => scope === 'glasshouse' || scope.startsWith('glasshouse.');
/** The probe, whose requests are made by hand, and the pages in a browser belong to the app. */
const OF_APP = ['glasshouse.probe', 'glasshouse.browser'];
const isOfLibrary = ({ scope }: { scope: string }) =>
	scope.startsWith('glasshouse.') && !OF_APP.includes(scope);

/** Attributes that nothing here brings about, and why. */
const NEVER_HERE: Record<string, string> = {
	'otel.sdk.metric_reader.collection.duration error.type': 'a callback that hangs',
	'rpc.server.call.duration error.type': 'a procedure that fails: the database is away',
	'glasshouse.workflow.step.duration error.type': 'a step that fails: the database is away',
};

const received: Received[] = [];
let scrape = '';

/** Everything that an ordinary program can do that is seen, beside a scrape endpoint. */
async function everything(): Promise<Received> {
	const postgres = await startPostgres();
	const receiver = startReceiver();
	const folder = temporaryFolder();
	const port = String(await freePort());
	const program = startProgram(
		['bun', '--preload', './telemetry.ts', 'tests/support/programs/everything.ts'],
		{
			env: {
				OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
				OTEL_METRICS_EXPORTER: 'otlp,prometheus',
				OTEL_EXPORTER_PROMETHEUS_PORT: port,
				DATABASE_URL: await postgres.createDatabase(),
				SOCKET_FOLDER: folder.path,
			},
		},
	);
	await program.line(/listening/);
	scrape = await (await untraced(`http://127.0.0.1:${port}/metrics`)).text();
	await program.stop();
	folder.remove();
	await postgres.stop();
	await receiver.stop();
	return receiver;
}

/** A sampler that holds back, and a collector that is away for a while: what is only told then. */
async function heldBack(): Promise<Received> {
	const folder = temporaryFolder();
	const collector = await startFailingCollector();
	const refusing = status(400);
	const away = status(503);
	const met = new Set<string>();
	collector.behave((answer, incoming, take) => {
		const isFirst = !met.has(incoming.signal);
		met.add(incoming.signal);
		return (isFirst ? refusing : away)(answer, incoming, take);
	});
	const program = startProgram(
		['bun', '--preload', './telemetry.ts', 'tests/support/programs/environment.ts'],
		{
			env: {
				OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
				OTEL_BSP_SCHEDULE_DELAY: '20',
				OTEL_METRIC_EXPORT_INTERVAL: '200',
				OTEL_TRACES_SAMPLER: 'keep_what_matters',
				OTEL_TRACES_SAMPLER_ARG: '0.5',
				GLASSHOUSE_OTLP_SPOOL_DIR: folder.path,
			},
		},
	);
	await program.line(/listening/);
	await eventually(
		'everything to be refused, and metrics to be kept',
		() => met.size === 3 && collector.requests.filter(({ signal }) => signal === 'metrics').length > 1,
	);
	collector.behave(well);
	const told = ({ name }: { name: string }) =>
		collector.points.some((point) => point.name === name && 'error.type' in point.attributes);
	const REFUSALS = [METRICS.spansExported, METRICS.logsExported, METRICS.dataPointsExported];
	await eventually('the refusals to be told', () => REFUSALS.every(told));
	await program.stop();
	await collector.stop();
	folder.remove();
	return { metrics: collector.points, spans: collector.spans };
}

/** The app, with runs that pass, fail, are tried again, and tell a webhook. */
async function app(): Promise<Received> {
	const receiver = startReceiver();
	const target = await startTarget();
	const glasshouse = await startApp({
		env: {
			OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
			OTEL_METRIC_EXPORT_INTERVAL: '500',
			GLASSHOUSE_LEAK_AFTER_MS: '1000',
		},
	});
	const client = new Client(glasshouse.url);
	const { id } = await client.runOnce({ url: `${target.url}/ok` });
	await (await client.request('GET', `/api/v1/live?session=${id}`)).text();
	await client.request('GET', '/api/v1/live', undefined, { origin: 'http://elsewhere.example' });
	await client.runOnce({ url: `${target.url}/flaky?failures=1`, retries: 1, webhookUrl: `${target.url}/ok` });
	await client.runOnce({ url: `${target.url}/status/500`, webhookUrl: `${target.url}/status/500` });
	await client.runOnce({ url: 'http://127.0.0.1:1/' });
	for (const path of ['/', '/checks', '/telemetry', '/nowhere', '/api/v1/checks', '/api/v1/checks/nothing'])
		await (await client.request('GET', path)).text();
	const report = browserReportOf('0af7651916cd43dd8448eb211c80319c', 'b7ad6b7169203331');
	for (const body of [report, { ...report, spans: [] }])
		await client.request('POST', '/api/v1/telemetry/browser', body);
	target.hold();
	await client.startRun((await client.createCheck({ url: `${target.url}/held` })).id);
	await eventually('a leak to be told', () => receiver.points(APP_METRICS.leakedSpans.name).length > 0);
	target.release();
	await eventually('the queue to be told', () => receiver.points(APP_METRICS.checkUp.name).length > 0);
	await glasshouse.dispose();
	await target.stop();
	await receiver.stop();
	return receiver;
}

let conformance: Awaited<ReturnType<typeof exportEverything>>;

beforeAll(async () => {
	conformance = await exportEverything();
	received.push(conformance.receiver, await everything(), await heldBack(), await app());
});
afterAll(async () => conformance[Symbol.asyncDispose]());

const metrics = () => received.flatMap((one) => one.metrics);
const spans = () => received.flatMap((one) => one.spans);

describe('every metric that was received', () => {
	test('stands in a catalogue, with its unit, description, kind, buckets and attributes', () => {
		expect(wrongMetrics(metrics().filter(isOurs), DEFINED)).toEqual([]);
	});

	test('of others that has a name of ours is the same metric', () => {
		const names = new Set<string>(DEFINED.map(({ name }) => name));
		const namesakes = metrics().filter((point) => !isOurs(point) && names.has(point.name));
		expect(wrongMetrics(namesakes, DEFINED)).toEqual([]);
	});
});

test('every metric of the catalogues was received', () => {
	const names = new Set(metrics().map(({ name }) => name));
	expect(DEFINED.map(({ name }) => name).filter((name) => !names.has(name))).toEqual([]);
});

test('every attribute of the catalogues was received with its metric or span', () => {
	const byName = Map.groupBy(metrics(), ({ name }) => name);
	const byKind = Map.groupBy(spans(), ({ scope, kind }) => `${scope} ${kind}`);
	const missing = [
		...DEFINED.flatMap((definition) => neverSeen(definition, byName.get(definition.name))),
		...Object.values(SPANS).flatMap((definition) =>
			neverSeen(definition, byKind.get(`${definition.scope} ${definition.kind}`)),
		),
	];
	expect(missing.sort()).toEqual(Object.keys(NEVER_HERE).sort());
});

function neverSeen(
	{ name, attributes }: { name: string; attributes: readonly string[] },
	items: readonly { attributes: object }[] = [],
): string[] {
	const seen = new Set(items.flatMap((item) => Object.keys(item.attributes)));
	return attributes.filter((key) => !seen.has(key)).map((key) => `${name} ${key}`);
}

test('every span of the library that was received stands in the catalogue, with its attributes', () => {
	expect(wrongSpans(spans().filter(isOfLibrary), Object.values(SPANS))).toEqual([]);
});

test('every span of the catalogue was received', () => {
	const seen = spans();
	const missing = Object.values(SPANS).filter(
		({ scope, kind, name }) =>
			!seen.some(
				(span) => span.scope === scope && span.kind === kind && (name.includes('{') || span.name === name),
			),
	);
	expect(missing.map(({ scope, name }) => `${scope} ${name}`)).toEqual([]);
});

test('Prometheus has each name once, and each sample', () => {
	const lines = scrape.split('\n');
	const families = lines.filter((line) => line.startsWith('# TYPE ')).map((line) => line.split(' ')[2]);
	expect(families.length).toBeGreaterThan(40);
	expect(families).toEqual([...new Set(families)]);
	const samples = lines
		.filter((line) => line !== '' && !line.startsWith('#'))
		.map((line) => line.replace(/ \S+$/, ''));
	expect(samples).toEqual([...new Set(samples)]);
});
