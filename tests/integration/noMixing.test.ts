import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import type { RunSummary } from '../../src/lib/server/checks/model';
import { startApp } from '../support/app';
import { Client, untraced } from '../support/client';
import { eventually } from '../support/eventually';
import type { ReceivedSpan } from '../support/otlp/decode';
import { startReceiver, type Receiver } from '../support/otlp/receiver';
import { startPostgres, type PostgresServer } from '../support/postgres';
import { startProgram } from '../support/program';
import { startTarget } from '../support/target';

const AT_A_TIME = 200;
const FOR_MS = 10_000;
const RUNS = 190;
const CHECKS = 20;

describe('many requests at a time', () => {
	let receiver: Receiver;
	let postgres: PostgresServer;
	let env: Record<string, string>;

	beforeAll(async () => {
		receiver = startReceiver();
		postgres = await startPostgres();
		env = {
			OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
			OTEL_BSP_SCHEDULE_DELAY: '100',
			OTEL_BSP_MAX_QUEUE_SIZE: '500000',
			OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '4096',
		};
	});

	afterAll(async () => {
		await postgres.stop();
		await receiver.stop();
	});

	test(`of a plain program, ${AT_A_TIME} at a time for 10 s: no trace holds two of them`, async () => {
		const program = startProgram(['bun', '--preload', './telemetry.ts', 'tests/support/programs/mixing.ts'], {
			env: { ...env, OTEL_SERVICE_NAME: 'mixing', MIXING_DATABASE_URL: await postgres.createDatabase() },
		});
		const [, url = ''] = await program.line(/listening on (\S+)/);
		const markers = await bombard(url);
		await program.stop();
		const spans = receiver.spans.filter(({ service }) => service === 'mixing');
		expect(markers.length).toBeGreaterThan(1000);
		expect(mixed(spans, markerOf)).toEqual([]);
		expect(incomplete(spans, markers)).toEqual([]);
	});

	test(`of the app, ${RUNS} runs at a time: each trace holds its own run and check`, async () => {
		const target = await startTarget();
		const app = await startApp({ env: { ...env, DATABASE_URL: await postgres.createDatabase() } });
		const client = new Client(app.url);
		const made = Array.from({ length: CHECKS }, (_, i) =>
			client.createCheck({ url: `${target.url}/ok?check=${i}` }),
		);
		const checks = await Promise.all(made);
		const started = Array.from({ length: RUNS }, (_, i) => client.startRun(checks[i % CHECKS]?.id ?? ''));
		const runs = await endOfRuns(client, await Promise.all(started));
		await app.dispose();
		await target.stop();
		expect(runs.filter(({ state }) => state !== 'passed')).toEqual([]);
		const spans = receiver.spans.filter(({ service }) => service === 'glasshouse');
		const traces = new Set(runs.map(({ traceId }) => traceId));
		expect(traces.size).toBe(RUNS);
		const ofRuns = spans.filter(({ traceId }) => traces.has(traceId));
		expect(mixed(ofRuns, ({ attributes }) => textOf(attributes['glasshouse.run.id']))).toEqual([]);
		const requests = ofRuns.filter(({ attributes }) =>
			textOf(attributes['url.full'])?.startsWith(target.url),
		);
		expect(requests).toHaveLength(RUNS);
		const checkOf = new Map(
			runs.map(({ traceId, checkId }) => [traceId, checks.find(({ id }) => id === checkId)?.url]),
		);
		expect(
			requests.filter(({ traceId, attributes }) => attributes['url.full'] !== checkOf.get(traceId)),
		).toEqual([]);
	});
});

/** One question for all of them: asking after each would be the load itself. */
function endOfRuns(client: Client, ids: string[]): Promise<RunSummary[]> {
	return eventually(
		'the end of every run',
		async () => {
			const recent = await client.json<RunSummary[]>('GET', '/api/v1/runs?limit=200');
			const ended = recent.filter(({ id, endedAt }) => ids.includes(id) && endedAt !== null);
			return ended.length === ids.length ? ended : undefined;
		},
		100_000,
	);
}

/** Asks as fast as it goes, and returns the marker of every request that was answered as it should be. */
async function bombard(url: string): Promise<string[]> {
	const end = performance.now() + FOR_MS;
	const markers: string[] = [];
	const one = async (worker: number) => {
		for (let i = 0; performance.now() < end; i += 1) {
			const marker = `marker_${worker}_${i}`;
			const response = await untraced(`${url}/work/${marker}`);
			expect(await response.json()).toEqual({ fromSql: marker, fromFetch: marker });
			markers.push(marker);
		}
	};
	await Promise.all(Array.from({ length: AT_A_TIME }, (_, worker) => one(worker)));
	return markers;
}

/** The marker that a span itself carries: in its SQL, or in its URL. */
function markerOf({ attributes }: ReceivedSpan): string | undefined {
	const texts = ['db.query.text', 'url.full', 'url.path'].map((name) => textOf(attributes[name]));
	return /marker_\d+_\d+/.exec(texts.join(' '))?.[0];
}

/** Traces with more than one marker, and markers in more than one trace. */
function mixed(spans: ReceivedSpan[], marker: (span: ReceivedSpan) => string | undefined): string[] {
	const byTrace = new Map<string, Set<string>>();
	const byMarker = new Map<string, Set<string>>();
	for (const span of spans) {
		const found = marker(span);
		if (found === undefined) continue;
		add(byTrace, span.traceId, found);
		add(byMarker, found, span.traceId);
	}
	return [...byTrace, ...byMarker].filter(([, others]) => others.size > 1).map(([key]) => key);
}

/** Markers whose trace is not: SERVER, SQL, CLIENT, and the echo's SERVER span under it. */
function incomplete(spans: ReceivedSpan[], markers: string[]): string[] {
	const byMarker = Map.groupBy(spans, (span) => markerOf(span) ?? '');
	return markers.filter((marker) => {
		const own = byMarker.get(marker) ?? [];
		const [server] = own.filter(({ kind, parentSpanId }) => kind === 'server' && parentSpanId === null);
		const clients = own.filter(
			({ kind, parentSpanId }) => kind === 'client' && parentSpanId === server?.spanId,
		);
		const echo = own.find(({ kind, parentSpanId }) => kind === 'server' && parentSpanId !== null);
		return !(clients.length === 2 && clients.some(({ spanId }) => spanId === echo?.parentSpanId));
	});
}

function add(map: Map<string, Set<string>>, key: string, value: string): void {
	map.set(key, (map.get(key) ?? new Set()).add(value));
}

function textOf(value: unknown): string | undefined {
	return typeof value === 'string' ? value : undefined;
}
