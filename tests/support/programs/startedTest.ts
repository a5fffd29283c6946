// A test file as anybody writes one; run by the test of the single initialisation, in a process of its own.
import { expect, test } from 'bun:test';
import { startTelemetry } from '../../../src/telemetry';
import { getTelemetry } from '../../../src/telemetry/handle';

test('telemetry was started before this file', () => {
	const running = getTelemetry();
	expect(running?.serviceName).toBe('single');
	expect(running).toBe(startTelemetry());
});
