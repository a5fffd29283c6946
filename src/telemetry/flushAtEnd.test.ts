import { afterAll, beforeEach, expect, test } from 'bun:test';
import { startProgram } from '../../tests/support/program';

let bodies: string[] = [];
/** How long the collector takes to answer. */
let delayMs = 0;
const collector = Bun.serve({
	port: 0,
	hostname: '127.0.0.1',
	async fetch(request) {
		const body = await request.text();
		await Bun.sleep(delayMs);
		bodies.push(body);
		return new Response();
	},
});

beforeEach(() => {
	bodies = [];
	delayMs = 0;
});
afterAll(() => collector.stop(true));

function start(code: string, shell = 'exec "$@"', env: Record<string, string> = {}) {
	return startProgram(['sh', '-c', shell, 'sh', 'bun', '--preload', './telemetry.ts', '-e', code], {
		env: { ...env, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: collector.url.href },
	});
}

const SPAN = `require('@opentelemetry/api').trace.getTracer('t').startSpan('the last one').end();`;
const WAITING = `${SPAN} setInterval(() => {}, 1000); console.log('waiting');`;

for (const [signal, code] of [
	['SIGTERM', 143],
	['SIGINT', 130],
	['SIGHUP', 129],
] as const) {
	test(`a program that does not handle ${signal} ends by it, and has sent its last spans`, async () => {
		const program = start(WAITING);
		await program.line(/waiting/);
		program.signal(signal);
		expect(await program.exited).toBe(code);
		expect(bodies.join()).toContain('the last one');
	});
}

test('a program that handles SIGTERM itself ends when and as it wants', async () => {
	const program = start(`process.on('SIGTERM', () => setTimeout(() => process.exit(7), 20)); ${WAITING}`);
	await program.line(/waiting/);
	program.signal('SIGTERM');
	expect(await program.exited).toBe(7);
});

test('a program that ends by itself has sent its last spans, and ends with its own code', async () => {
	const program = start(`${SPAN} process.exitCode = 3;`);
	expect(await program.exited).toBe(3);
	expect(bodies.join()).toContain('the last one');
});

test('what has lasted too long when its program is ended is exported, however much else there was', async () => {
	const code = `
		const { context, trace } = require('@opentelemetry/api');
		const tracer = trace.getTracer('t');
		for (let n = 0; n < 2_000; n++) tracer.startSpan('ordinary').end();
		const slow = tracer.startSpan('slow', { startTime: Date.now() - 60_000 });
		tracer.startSpan('in the slow one', {}, trace.setSpan(context.active(), slow)).end();
		setInterval(() => {}, 1000);
		console.log('waiting');`;
	const env = { OTEL_TRACES_SAMPLER: 'keep_what_matters', OTEL_TRACES_SAMPLER_ARG: '0' };
	const program = start(code, undefined, env);
	await program.line(/waiting/);
	program.signal('SIGTERM');
	expect(await program.exited).toBe(143);
	expect(bodies.join()).toContain('in the slow one');
	expect(bodies.join()).not.toContain('ordinary');
});

test('a signal that comes twice at once, from a terminal and from `bun run`, is one', async () => {
	delayMs = 300;
	const program = start(WAITING);
	await program.line(/waiting/);
	program.signal('SIGINT');
	program.signal('SIGINT');
	await Bun.sleep(20);
	program.signal('SIGINT');
	expect(await program.exited).toBe(130);
	expect(bodies.join()).toContain('the last one');
});

test('who signals again does not wait any longer', async () => {
	delayMs = 20_000;
	const program = start(WAITING);
	await program.line(/waiting/);
	program.signal('SIGTERM');
	const again = setInterval(() => program.signal('SIGTERM'), 600);
	expect(await program.exited).toBe(143);
	clearInterval(again);
	expect(bodies).toEqual([]);
});

test('who handles a signal while the last spans are sent, is told of it after that', async () => {
	delayMs = 600;
	const late = `setTimeout(() => process.on('SIGTERM', () => process.exit(9)), 200);`;
	const program = start(late + WAITING);
	await program.line(/waiting/);
	program.signal('SIGTERM');
	expect(await program.exited).toBe(9);
});

test('a handler that is gone again handles nothing', async () => {
	const gone = `const handler = () => {}; process.on('SIGTERM', handler); process.off('SIGTERM', handler);`;
	const program = start(gone + WAITING);
	await program.line(/waiting/);
	program.signal('SIGTERM');
	expect(await program.exited).toBe(143);
	expect(bodies.join()).toContain('the last one');
});

test('the package signal-exit, which waits for all others, is not waited for', async () => {
	const program = start(`require('signal-exit').onExit(() => console.log('bye')); ${WAITING}`);
	await program.line(/waiting/);
	program.signal('SIGTERM');
	expect(await program.exited).toBe(143);
	expect(program.output()).toContain('bye');
	expect(bodies.join()).toContain('the last one');
});

test.if(process.platform === 'linux')('what a program was started to ignore, it ignores', async () => {
	const program = start(
		`${WAITING} setInterval(() => console.log('still here'), 50);`,
		`trap '' HUP INT; exec "$@"`,
	);
	await program.line(/waiting/);
	program.signal('SIGHUP');
	program.signal('SIGINT');
	await program.line(/(still here\n){3}/);
	program.signal('SIGTERM');
	expect(await program.exited).toBe(143);
	expect(bodies.join()).toContain('the last one');
});

test('a program whose collector is away ends all the same, however long metrics may take to be sent', async () => {
	const program = startProgram(['bun', '--preload', './telemetry.ts', '-e', SPAN], {
		env: {
			OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
			OTEL_METRIC_EXPORT_INTERVAL: '600000',
			OTEL_METRIC_EXPORT_TIMEOUT: '600000',
		},
	});
	expect(await program.exited).toBe(0);
});
