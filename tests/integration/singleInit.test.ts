import { afterEach, describe, expect, test } from 'bun:test';
import type { TelemetryHealth } from '../../src/telemetry/health/types';
import { startApp, type App } from '../support/app';
import { untraced } from '../support/client';
import { freePort } from '../support/ports';
import { startProgram, type Program } from '../support/program';

/** The line that OTEL_DEBUG=true promises: once in a process, however it was started. */
const LINE = /^\[telemetry\] initialised .*$/gm;
const DEBUG = {
	OTEL_DEBUG: 'true',
	OTEL_SERVICE_NAME: 'single',
	OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
};
/** Its file and not its name: `bun vite` would start it as a child, and without the preload. */
const VITE = './node_modules/vite/bin/vite.js';
const PRELOADED = ['bun', '--preload', './telemetry.ts'];

describe('telemetry starts exactly once', () => {
	const started: (Program | App)[] = [];

	afterEach(async () => {
		for (const program of started.splice(0))
			await ('dispose' in program ? program.dispose() : program.stop());
	});

	/** What it must say: that it was initialised, the service, the endpoint, the sampler, the instrumentations. */
	function expectOneLine(output: string): void {
		const lines = output.match(LINE) ?? [];
		expect(lines).toHaveLength(1);
		for (const part of ['single', 'http://127.0.0.1:9', 'parentbased_always_on', 'serve', 'fetch', 'pg']) {
			expect(lines[0]).toContain(part);
		}
	}

	async function startBuilt(command: string[]): Promise<App> {
		const app = await startApp({ command, env: DEBUG });
		started.push(app);
		return app;
	}

	/** What the same process says of itself over its API, after `repeats` more that asked for telemetry. */
	async function expectOnce({ url }: App, repeats: number): Promise<void> {
		const response = await untraced(`${url}/api/v1/telemetry/health`);
		const { initialisation } = (await response.json()) as TelemetryHealth;
		expect(initialisation).toMatchObject({ once: true, times: 1, repeats, refused: 0 });
		expect(new Set(Object.values(initialisation.globals))).toEqual(new Set(['ours']));
	}

	test('in a plain program with the preload', async () => {
		const program = startProgram([...PRELOADED, '-e', 'console.log("done")'], { env: DEBUG });
		expect(await program.exited).toBe(0);
		expectOneLine(program.output());
	});

	test('in the built app without the preload: src/instrumentation.server.ts alone', async () => {
		const app = await startBuilt(['bun', 'build/index.js']);
		expectOneLine(app.output());
		await expectOnce(app, 0);
	});

	test('in the built app with both', async () => {
		const app = await startBuilt([...PRELOADED, 'build/index.js']);
		expectOneLine(app.output());
		await expectOnce(app, 1);
	});

	test('as the entrypoint starts it', async () => {
		const app = await startBuilt(['sh', './entrypoint.sh']);
		expectOneLine(app.output());
		await expectOnce(app, 1);
	});

	test.each([
		['with the preload', ['bun', '--bun', '--preload', './telemetry.ts', VITE, 'dev']],
		['without it', ['bun', '--bun', VITE, 'dev']],
	])('in `vite dev` %s', async (_, command) => {
		const port = String(await freePort());
		const app = await startApp({
			command: [...command, '--port', port, '--strictPort'],
			env: { ...DEBUG, PORT: port },
		});
		started.push(app);
		const response = await untraced(`${app.url}/`);
		expect(response.status).toBe(200);
		expectOneLine(app.output());
	});

	test('in tests', async () => {
		const program = startProgram(['bun', 'test', './tests/support/programs/startedTest.ts'], { env: DEBUG });
		expect(await program.exited).toBe(0);
		expectOneLine(program.output());
	});

	test('and says nothing without OTEL_DEBUG', async () => {
		const program = startProgram([...PRELOADED, '-e', 'console.log("done")']);
		expect(await program.exited).toBe(0);
		expect(program.output()).toBe('done\n');
	});
});

/** Somebody else's SDK in the same process, whichever comes first: it is told that telemetry is not alone. */
describe('where telemetry is not initialised once', () => {
	const OURS = './telemetry.ts';
	const STOCK = './tests/support/programs/stockSdk.ts';
	const TELL = `
		const { getTelemetry } = await import('./src/telemetry/handle.ts');
		console.log(JSON.stringify(getTelemetry().health().initialisation));
		process.exit(0);
	`;

	test.each([
		['before', [STOCK, OURS], { state: 'taken', refused: 0 }],
		['after', [OURS, STOCK], { state: 'ours', refused: 5 }],
	] as const)('by an SDK that was started %s', async (_, preloads, { state, refused }) => {
		const command = ['bun', ...preloads.flatMap((path) => ['--preload', path]), '-e', TELL];
		const program = startProgram(command);
		expect({ code: await program.exited, output: program.output() }).toMatchObject({ code: 0 });
		const told = JSON.parse(program.output()) as TelemetryHealth['initialisation'];
		expect(told).toMatchObject({ once: false, times: 1, refused });
		expect(new Set(Object.values(told.globals))).toEqual(new Set([state]));
	});
});
