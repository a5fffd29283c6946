import { afterAll, expect, test } from 'bun:test';
import { NATIVE_TRACER_NOTICE } from '../../src/telemetry/nativeTracer';
import { startReceiver } from '../support/otlp/receiver';
import { startProgram } from '../support/program';

const receiver = startReceiver();
afterAll(() => receiver.stop());

const PRELOADS = ['--preload', './tests/support/programs/nativeTracer.ts', '--preload', './telemetry.ts'];

test("Bun's native tracer stays in charge: nothing is patched or sent, and that is said once", async () => {
	const program = startProgram(['bun', ...PRELOADS, 'tests/support/programs/nativelyTraced.ts'], {
		env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url },
	});
	expect(await program.exited).toBe(0);
	const [json, ...rest] = program
		.output()
		.split('\n')
		.filter((line) => line.startsWith('{'));
	expect(rest).toEqual([]);
	expect(JSON.parse(json ?? '')).toEqual({
		answer: 'answered',
		patched: [],
		contextManagerIsFree: true,
		recording: false,
		metered: 'NoopMeterProvider',
		telemetry: { enabled: false, instrumentations: [] },
	});
	expect(program.output().split(NATIVE_TRACER_NOTICE)).toHaveLength(2);
	expect(receiver.requests).toEqual([]);
});
