import { afterAll, beforeEach, expect, test } from 'bun:test';
import { startProgram } from '../../tests/support/program';

let bodies: string[] = [];
const collector = Bun.serve({
	port: 0,
	hostname: '127.0.0.1',
	async fetch(request) {
		bodies.push(await request.text());
		return new Response();
	},
});

beforeEach(() => {
	bodies = [];
});
afterAll(() => collector.stop(true));

function start(code: string) {
	return startProgram(['bun', '--preload', './telemetry.ts', '-e', code], {
		env: { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: collector.url.href },
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
