import { afterEach, expect, spyOn, test } from 'bun:test';
import { eventually } from '../../../../tests/support/eventually';
import { logger } from '../logger';
import { logLosses } from './logLosses';
import { inRun } from './runContext';
import { telemetry } from './telemetry';

const warn = spyOn(logger, 'warn').mockImplementation(() => undefined);
const stop = logLosses();
afterEach(() => {
	stop();
	warn.mockRestore();
});

function isOf(facts: unknown, runId: string): boolean {
	return typeof facts === 'object' && facts !== null && 'runId' in facts && facts.runId === runId;
}

test('what a run lost is said, by reason; what it told is not', async () => {
	const runId = crypto.randomUUID();
	const kept = inRun(runId, () => Array.from({ length: 130 }, () => telemetry.emit('busy')));
	expect(kept.filter(Boolean)).toHaveLength(100);
	const ofRun = () => warn.mock.calls.filter(([facts]) => isOf(facts, runId));
	await eventually('the warning', () => ofRun().length > 0);
	expect(ofRun()).toEqual([
		[{ runId, dropped: { rate: 30 } }, 'Something of what a run told of itself was lost'],
	]);
});
