import { expect, test } from 'bun:test';
import type { RunBar } from '$server/checks/model';
import { runStrip, STRIP, STRIP_SLOTS } from './runStrip';

function run(state: RunBar['state'], latencyMs: number | null): RunBar {
	return { id: crypto.randomUUID(), state, latencyMs, queuedAt: '2026-11-21T12:00:00Z' };
}

test('every state has its own shape', () => {
	const runs = [
		run('passed', 50),
		run('passed', 100),
		run('passed', 401),
		run('failed', 30),
		run('error', null),
		run('inconclusive', 400),
		run('running', null),
	];
	const { bars, label } = runStrip(runs, 500);
	expect(bars.map((bar) => bar.kind)).toEqual([
		'passed',
		'passed',
		'slow',
		'failed',
		'failed',
		'none',
		'open',
	]);
	expect(label).toBe('Last 7 runs: 2 passed, 1 slow, 2 failed, 1 open, 1 without a verdict');
});

test('failed hangs below the line, the rest stands on it', () => {
	const { bars } = runStrip([run('failed', 10), run('passed', 10)], 500);
	expect(bars[0]?.y).toBe(STRIP.line);
	expect((bars[1]?.y ?? 0) + (bars[1]?.height ?? 0)).toBe(STRIP.line);
});

test('the newest is at the right, whatever the number', () => {
	const right = (STRIP_SLOTS - 1) * STRIP.slot;
	expect(runStrip([run('passed', 10)], 500).bars.at(-1)?.x).toBe(right);
	const many = runStrip(
		Array.from({ length: 60 }, () => run('passed', 10)),
		500,
	);
	expect(many.bars).toHaveLength(STRIP_SLOTS);
	expect(many.bars.at(-1)?.x).toBe(right);
});

test('no runs', () => {
	expect(runStrip([], 500)).toEqual({ bars: [], label: 'No runs yet' });
});
