// A traced Bun.serve answers everybody, whatever its collector does; and a person at the terminal is told.
import { afterEach, beforeEach, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { eventually } from '../support/eventually';
import {
	closes,
	hangs,
	partial,
	resets,
	rubbish,
	slow,
	startFailingCollector,
	status,
	type Behaviour,
	type FailingCollector,
} from '../support/otlp/failing';
import { startSteadyLoad, type SteadyLoad } from '../support/otlp/steadyLoad';

setDefaultTimeout(120_000);

let collector: FailingCollector;
let load: SteadyLoad | undefined;

beforeEach(async () => {
	collector = await startFailingCollector();
});

afterEach(async () => {
	await load?.program.kill();
	load = undefined;
	await collector.stop();
});

const QUEUE = 200;
const BATCH = 50;

async function start(env: Record<string, string> = {}): Promise<SteadyLoad> {
	load = await startSteadyLoad({
		OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
		OTEL_METRICS_EXPORTER: 'none',
		OTEL_BSP_SCHEDULE_DELAY: '50',
		OTEL_BSP_MAX_QUEUE_SIZE: String(QUEUE),
		OTEL_BSP_MAX_EXPORT_BATCH_SIZE: String(BATCH),
		OTEL_BSP_EXPORT_TIMEOUT: '2000',
		OTEL_EXPORTER_OTLP_TIMEOUT: '1000',
		...env,
	});
	return load;
}

/** Asks for work, ten spans each and the server's own, and expects every answer. */
async function request(url: string, times: number): Promise<void> {
	for (let asked = 0; asked < times; asked += 20) {
		const answers = await Promise.all(Array.from({ length: 20 }, () => fetch(`${url}/work`)));
		expect(await Promise.all(answers.map((answer) => answer.text()))).toEqual(
			Array.from({ length: 20 }, () => 'worked'),
		);
	}
}

const WAYS: Record<string, Behaviour> = {
	hangs,
	'closes every connection': closes,
	'resets every connection': resets,
	'answers 400': status(400),
	'answers 401': status(401),
	'answers 404': status(404),
	'answers 413': status(413),
	'answers 429 and wants a minute': status(429, { 'retry-after': '60' }),
	'answers 500': status(500),
	'answers 503': status(503),
	redirects: status(302, { location: 'http://127.0.0.1:1/' }),
	'answers with rubbish': rubbish,
	'rejects a part': partial(1, 'one too many'),
	'is slow': slow(300),
};

describe('a traced server answers every request while its collector', () => {
	for (const [how, behaviour] of Object.entries(WAYS)) {
		test(`${how}, and knows what became of every span`, async () => {
			collector.behave(behaviour);
			const { url, account, stop } = await start();
			const requests = 200;
			await request(url, requests);
			const { traces } = await account();
			expect(traces.queued).toBeLessThanOrEqual(QUEUE);
			expect(traces.inFlight).toBeLessThanOrEqual(QUEUE);
			const { made, traces: end } = await stop();
			const dropped = Object.values(end.dropped).reduce((sum, items) => sum + items, 0);
			expect({ queued: end.queued, inFlight: end.inFlight }).toEqual({ queued: 0, inFlight: 0 });
			expect(made).toBe(requests * 10);
			// Besides those: the spans of the requests, and of the one for the account.
			expect(end.exported + dropped).toBe(made + requests + 1);
		});
	}

	test('is not there', async () => {
		await collector.die();
		const { url, stop } = await start();
		await request(url, 200);
		const { made, traces } = await stop();
		const dropped = Object.values(traces.dropped).reduce((sum, items) => sum + items, 0);
		expect({ exported: traces.exported, dropped }).toEqual({ exported: 0, dropped: made + 200 });
	});

	test('hangs for long: memory comes to rest', async () => {
		collector.behave(hangs);
		const { url, account } = await start();
		await request(url, 2_000);
		const before = await account();
		await request(url, 6_000);
		const after = await account();
		expect(after.traces.queued + after.traces.inFlight).toBeLessThanOrEqual(2 * QUEUE);
		// 66,000 spans more, of about a kilobyte each where they were kept.
		expect(after.heapBytes - before.heapBytes).toBeLessThan(20e6);
	});
});

describe('a person at the terminal', () => {
	test('is told once that nothing gets through and why, and once that it does again', async () => {
		collector.behave(status(503));
		const { url, program, account } = await start({ OTEL_BSP_EXPORT_TIMEOUT: '300' });
		const told = () =>
			program
				.output()
				.split('\n')
				.filter((line) => line.startsWith('[telemetry]'));
		await eventually('several failures', async () => {
			await request(url, 20);
			return (await account()).traces.attempts.failed > 3;
		});
		const endpoint = `${collector.url}/v1/traces`;
		expect(told()).toEqual([
			`[telemetry] traces do not reach ${endpoint}, and are kept while there is room: 503 Service Unavailable`,
		]);
		collector.behave((answer, incoming, take) => {
			take();
			return status(200)(answer, incoming, take);
		});
		await request(url, 20);
		await eventually('a success', async () => (await account()).traces.attempts.succeeded > 0);
		expect(told()[1]).toMatch(/^\[telemetry\] traces reach \S+ again after \d+ s; \d+ dropped meanwhile$/);
		collector.behave(status(503));
		await eventually('failures again', async () => {
			await request(url, 20);
			return (await account()).traces.attempts.failed > 8;
		});
		expect(told()).toHaveLength(2);
	});
});
