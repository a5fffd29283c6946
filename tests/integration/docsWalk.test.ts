import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseConfig } from '../../src/lib/server/config';
import { untraced } from '../support/client';
import { interpolate, readCompose } from '../support/compose';
import { eventually } from '../support/eventually';
import { ROOT, temporaryFolder } from '../support/folders';
import { codeOf, commandsOf, PAGES, readPage } from '../support/markdown';
import { startReceiver, type Receiver } from '../support/otlp/receiver';
import { freePort } from '../support/ports';
import { startProgram, type Program } from '../support/program';

/**
 * Every `VARIABLE=value npm start` of the README and of docs/: what it says arrives where it says, at a receiver in
 * the place of the backend. Telemetry reads these at its preload, so that a small program stands for the app.
 */
const PROGRAM = ['bun', '--preload', './telemetry.ts', 'tests/support/programs/environment.ts'];
const OTLP = /^OTEL_EXPORTER_OTLP_(?:[A-Z]+_)?ENDPOINT$/;
/** Sooner than an app would, so that nobody waits. */
const SOON = {
	OTEL_BSP_SCHEDULE_DELAY: '20',
	OTEL_BLRP_SCHEDULE_DELAY: '20',
	OTEL_METRIC_EXPORT_INTERVAL: '100',
};
/** Where the pages leave out what everybody has another one of. */
const KEY = 'a-key';
const ALL = ['/v1/logs', '/v1/metrics', '/v1/traces'];

/** What is to be asked of the receiver, and nothing else, by the variables that are set. */
const EXPECTED: Record<string, string[]> = {
	OTEL_EXPORTER_OTLP_ENDPOINT: ALL,
	'OTEL_EXPORTER_OTLP_ENDPOINT OTEL_EXPORTER_OTLP_HEADERS': ALL,
	'GLASSHOUSE_OTLP_SPOOL_DIR OTEL_EXPORTER_OTLP_ENDPOINT': ALL,
	OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: ['/v1/traces'],
	OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: ['/api/v1/otlp/v1/metrics'],
	OTEL_METRICS_EXPORTER: [],
	'GLASSHOUSE_KEEP_SLOWER_THAN OTEL_TRACES_SAMPLER OTEL_TRACES_SAMPLER_ARG': [],
	// Read by the app: tests/integration/docs.test.ts.
	GLASSHOUSE_TRACE_LINKS: [],
};

const starts = PAGES.flatMap((path) =>
	commandsOf(readPage(path))
		.filter(({ env, words }) => words.join(' ') === 'npm start' && Object.keys(env).length > 0)
		.map(({ env }) => ({ path, env, names: Object.keys(env).sort().join(' ') })),
);
const kinds = [...Map.groupBy(starts, ({ names, env }) => `${names} ${JSON.stringify(env)}`).values()].map(
	(same) => same[0] as (typeof starts)[number],
);

test('there is something to walk through, and what each start does has been said', () => {
	expect(new Set(starts.map(({ path }) => path)).size).toBeGreaterThan(5);
	expect([...new Set(starts.map(({ names }) => names))].sort()).toEqual(Object.keys(EXPECTED).sort());
});

test('start.md: the secrets that it makes are those that compose.yaml asks for, and can be used', async () => {
	const [line] = codeOf(readPage('docs/start.md'), 'sh')
		.join('')
		.split(/(?<!\\)\n/);
	const folder = temporaryFolder();
	mkdirSync(join(folder.path, 'deploy'));
	// Not every machine has openssl; what it would print has this form.
	const openssl = `openssl() { printf '%048d\\n' 7; }; ${line ?? ''}`;
	expect(await startProgram(['sh', '-e', '-c', openssl], { cwd: folder.path }).exited).toBe(0);
	const lines = readFileSync(join(folder.path, 'deploy/.env'), 'utf8').trim().split('\n');
	const env = Object.fromEntries(lines.map((pair) => pair.split('=') as [string, string]));
	const { services } = readCompose();
	const app = Object.entries(services.app?.environment ?? {});
	const given = Object.fromEntries(app.map(([name, value]) => [name, interpolate(value, env)]));
	expect(parseConfig(given).token).toBe(`${'0'.repeat(47)}7`);
	folder.remove();
});

describe.each(kinds)('$path: $names', ({ env, names }) => {
	let receiver: Receiver;
	let program: Program;
	let url: string;
	let scrapePort: number;
	const folder = temporaryFolder();
	const paths = () => [...new Set(receiver.requests.map(({ path }) => path))].sort();

	beforeAll(async () => {
		receiver = startReceiver();
		scrapePort = await freePort();
		program = startProgram(PROGRAM, { env: { ...moved(), ...SOON } });
		[, url = ''] = await program.line(/^listening on (\S+)/m);
	});

	/** The same variables with our own places in them. */
	function moved(): Record<string, string> {
		const given = Object.entries(env).map(([name, value]): [string, string] => {
			if (OTLP.test(name)) return [name, value.replace(/^https?:\/\/[^/]+/, receiver.url)];
			return [
				name,
				name === 'GLASSHOUSE_OTLP_SPOOL_DIR' ? join(folder.path, value) : value.replace('…', KEY),
			];
		});
		return { ...Object.fromEntries(given), OTEL_EXPORTER_PROMETHEUS_PORT: String(scrapePort) };
	}

	afterAll(async () => {
		await program.stop();
		await receiver.stop();
		folder.remove();
	});

	test('starts, and sends what it says to where it says', async () => {
		const expected = EXPECTED[names] ?? [];
		await eventually(`${expected.join(', ')} at ${ROOT}`, () =>
			expected.every((path) => paths().includes(path)),
		);
		expect((await untraced(`${url}/health`)).status).toBe(200);
		expect(paths()).toEqual(expected);
	});

	if (names.includes('HEADERS')) {
		test('names itself to whom it sends to', () => {
			const sent = new Set(receiver.requests.map(({ headers }) => headers['signoz-ingestion-key']));
			expect([...sent]).toEqual([KEY]);
		});
	}

	if (names === 'OTEL_METRICS_EXPORTER') {
		test('can be scraped', async () => {
			const scraped = await eventually('a scrape', () => untraced(`http://127.0.0.1:${scrapePort}/metrics`));
			expect(await scraped.text()).toContain('# TYPE ');
		});
	}
});
