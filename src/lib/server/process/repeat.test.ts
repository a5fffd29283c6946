import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import { isTracingSuppressed } from '@opentelemetry/core';
import { describe, expect, test } from 'bun:test';
import { pause, repeat } from './repeat';

describe('repeat', () => {
	test('takes turns one at a time, untraced, until it is told to stop', async () => {
		const stop = new AbortController();
		const suppressed: boolean[] = [];
		let busy = 0;
		let most = 0;
		await repeat({ name: 'count', everyMs: 1, signal: stop.signal }, async () => {
			most = Math.max(most, ++busy);
			await Bun.sleep(2);
			busy -= 1;
			suppressed.push(isTracingSuppressed(context.active()));
			if (suppressed.length === 5) stop.abort();
		});
		expect(most).toBe(1);
		expect(suppressed).toEqual([true, true, true, true, true]);
		expect(isTracingSuppressed(ROOT_CONTEXT)).toBe(false);
	});

	test('goes on after a turn that fails', async () => {
		const stop = new AbortController();
		let turns = 0;
		await repeat({ name: 'fail', everyMs: 1, signal: stop.signal }, () => {
			turns += 1;
			if (turns === 3) stop.abort();
			return Promise.reject(new Error('no'));
		});
		expect(turns).toBe(3);
	});

	test('takes the next turn at once where the last asked for it', async () => {
		const stop = new AbortController();
		const start = performance.now();
		let turns = 0;
		await repeat({ name: 'again', everyMs: 60_000, signal: stop.signal }, () => {
			turns += 1;
			if (turns === 50) stop.abort();
			return Promise.resolve(true);
		});
		expect(turns).toBe(50);
		expect(performance.now() - start).toBeLessThan(10_000);
	});

	test('finishes the turn under way when it is stopped', async () => {
		const stop = new AbortController();
		let finished = false;
		await repeat({ name: 'finish', everyMs: 60_000, signal: stop.signal }, async () => {
			stop.abort();
			await Bun.sleep(5);
			finished = true;
		});
		expect(finished).toBe(true);
	});
});

test('pause ends early, and quietly, when its signal fires', async () => {
	const stop = new AbortController();
	const paused = pause(60_000, stop.signal);
	stop.abort();
	await paused;
	await pause(60_000, stop.signal);
	expect(stop.signal.aborted).toBe(true);
});
