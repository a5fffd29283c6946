import { expect, test } from 'bun:test';
import { runStrip, STRIP, STRIP_SLOTS, stripBars, type StripRun } from './runStrip';

function run(state: StripRun['state'], latencyMs: number | null): StripRun {
	return { state, latencyMs };
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
	expect(stripBars(runs, 500).map((bar) => bar.kind)).toEqual([
		'passed',
		'passed',
		'slow',
		'failed',
		'failed',
		'none',
		'open',
	]);
	expect(runStrip(runs, 500).label).toBe(
		'Last 7 runs: 2 passed, 1 slow, 2 failed, 1 open, 1 without a verdict',
	);
});

test('failed hangs below the line, the rest stands on it', () => {
	const bars = stripBars([run('failed', 10), run('passed', 10)], 500);
	expect(bars[0]?.y).toBe(STRIP.line);
	expect((bars[1]?.y ?? 0) + (bars[1]?.height ?? 0)).toBe(STRIP.line);
});

test('the newest is at the right, whatever the number', () => {
	const right = (STRIP_SLOTS - 1) * STRIP.slot;
	const one = [run('passed', 10)];
	expect(stripBars(one, 500).at(-1)?.x).toBe(right);
	expect(runStrip(one, 500).firstX).toBe(right);
	const many = stripBars(
		Array.from({ length: 60 }, () => run('passed', 10)),
		500,
	);
	expect(many).toHaveLength(STRIP_SLOTS);
	expect(many.at(-1)?.x).toBe(right);
});

test('bars of a kind are one path: a slow one has a cap, an open one is drawn half a pixel inside', () => {
	const runs = [run('passed', 100), run('passed', 401), run('running', null), run('passed', 50)];
	expect(runStrip(runs, 500).paths).toEqual([
		{ kind: 'passed', path: 'M165.6 7h3v11h-3zM179.4 12h3v6h-3z' },
		{ kind: 'slow', path: 'M170.2 4h3v14h-3zM170.2 1h3v2h-3z' },
		{ kind: 'open', path: 'M175.3 9.5h2v8.5h-2z' },
	]);
});

test('no runs', () => {
	expect(runStrip([], 500)).toEqual({ paths: [], firstX: STRIP.width, label: 'No runs yet' });
});
