import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import type { TelemetryHealth } from '../../src/telemetry/health/types';
import { untraced } from '../support/client';
import { startReceiver, type Receiver } from '../support/otlp/receiver';
import { startProgram } from '../support/program';

const SIGNALS = ['traces', 'metrics', 'logs'] as const;
type Signal = (typeof SIGNALS)[number];

/** What the program tells of itself, of each signal something. */
const PRINTED = { traces: 'name: "plain"', metrics: 'environment.counter', logs: 'body: "plain"' } as const;

interface Seen {
	readonly printed: string;
	/** Where each signal goes, as the program tells of itself. */
	readonly told: Record<string, { exporters: string[]; endpoint: string | null }>;
}

const exporter = (signal: Signal, value: string) => ({ [`OTEL_${signal.toUpperCase()}_EXPORTER`]: value });
const own = (signal: Signal, setting: string) => `OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_${setting}`;
const others = (signal: Signal) => SIGNALS.filter((one) => one !== signal);

/** Runs a program that makes spans, measurements and log lines to its end, when everything has been sent. */
async function run(env: Record<string, string>): Promise<Seen> {
	const command = ['bun', '--preload', './telemetry.ts', 'tests/support/programs/environment.ts'];
	const program = startProgram(command, { env });
	const [, url = ''] = await program.line(/listening on (\S+)/);
	const { signals } = (await (await untraced(`${url}/health`)).json()) as TelemetryHealth;
	await program.stop();
	const told = signals.map(({ signal, exporters, endpoint }) => [signal, { exporters, endpoint }] as const);
	return { printed: program.output(), told: Object.fromEntries(told) };
}

/** The signals that a receiver got, each once. */
function got({ requests }: Receiver): string[] {
	expect(requests.filter(({ status }) => status !== 200)).toEqual([]);
	return [...new Set(requests.map(({ path }) => path.replace('/v1/', '')))].sort();
}

describe('each signal to a receiver of its own, with headers of its own', () => {
	const receivers = Object.fromEntries(SIGNALS.map((signal) => [signal, startReceiver()]));
	const receiverOf = (signal: Signal) => receivers[signal] ?? expect.unreachable();
	let seen: Seen;

	beforeAll(async () => {
		const env: Record<string, string> = {};
		for (const signal of SIGNALS) {
			env[own(signal, 'ENDPOINT')] = `${receiverOf(signal).url}/v1/${signal}`;
			env[own(signal, 'HEADERS')] = `x-key=key-of-${signal}`;
		}
		seen = await run(env);
	});

	afterAll(() => Promise.all(Object.values(receivers).map((receiver) => receiver.stop())));

	test.each([...SIGNALS])('%s', (signal) => {
		expect(got(receiverOf(signal))).toEqual([signal]);
		const keys = receiverOf(signal).requests.map(({ headers }) => headers['x-key']);
		expect(new Set(keys)).toEqual(new Set([`key-of-${signal}`]));
		expect(seen.told[signal]).toEqual({
			exporters: ['otlp'],
			endpoint: `${receiverOf(signal).url}/v1/${signal}`,
		});
	});
});

describe.each([...SIGNALS])('%s', (signal) => {
	test('are switched on alone', async () => {
		const receiver = startReceiver();
		const env: Record<string, string> = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url };
		for (const other of others(signal)) Object.assign(env, exporter(other, 'none'));
		const { told } = await run(env);
		expect(got(receiver)).toEqual([signal]);
		for (const other of others(signal)) expect(told[other]).toEqual({ exporters: [], endpoint: null });
		await receiver.stop();
	});

	test('are switched off alone', async () => {
		const receiver = startReceiver();
		const { told } = await run({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, ...exporter(signal, 'none') });
		expect(got(receiver)).toEqual(others(signal).sort());
		expect(told[signal]).toEqual({ exporters: [], endpoint: null });
		await receiver.stop();
	});

	test('have an endpoint of their own, and the others none', async () => {
		const receiver = startReceiver();
		const { told } = await run({ [own(signal, 'ENDPOINT')]: `${receiver.url}/v1/${signal}` });
		expect(got(receiver)).toEqual([signal]);
		for (const other of others(signal)) expect(told[other]?.endpoint).toBeNull();
		await receiver.stop();
	});

	test('are printed instead of sent', async () => {
		const receiver = startReceiver();
		const env = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, ...exporter(signal, 'console') };
		const { told, printed } = await run(env);
		expect(printed).toContain(PRINTED[signal]);
		expect(got(receiver)).toEqual(others(signal).sort());
		expect(told[signal]).toEqual({ exporters: ['console'], endpoint: null });
		await receiver.stop();
	});
});
