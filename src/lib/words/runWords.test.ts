import { describe, expect, test } from 'bun:test';
import type { Run } from '$server/checks/model';
import type { Step } from '$trace/steps';
import { attemptWords, openDuration, runWord, stepNote } from './runWords';

const run: Run = {
	id: '01a1fe8a-35ac-7156-af33-d12d38b8bca3',
	checkId: '0ef300bc-242e-4637-ad26-9d0d42e7a802',
	checkName: 'Storefront',
	state: 'running',
	trigger: 'manual',
	traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
	queuedAt: '2026-11-21T14:02:11.000Z',
	startedAt: '2026-11-21T14:02:11.204Z',
	endedAt: null,
	durationMs: null,
	latencyMs: null,
	attempts: 1,
};
const step: Step = {
	name: 'request',
	state: 'waiting',
	spanId: null,
	startMs: null,
	endMs: null,
	attempts: 0,
	error: null,
};
const judge: Step = { ...step, name: 'judge' };

describe('stepNote', () => {
	test('before its turn', () => {
		expect(stepNote(step, undefined, run)).toBe('Waiting for its turn in the queue');
		expect(stepNote(judge, step, run)).toBe('Waiting for request');
	});

	test('while it runs, a further attempt is told', () => {
		expect(stepNote({ ...step, state: 'running', attempts: 1 }, undefined, run)).toBe(
			'Waiting for the target',
		);
		expect(stepNote({ ...step, state: 'running', attempts: 2 }, undefined, run)).toBe('Attempt 2 is open');
	});

	test('what is done is kept, as long as the run goes on', () => {
		expect(stepNote({ ...step, state: 'done' }, undefined, run)).toBe('Kept. Will not run again');
	});

	test('afterwards the judgement is told', () => {
		expect(stepNote({ ...judge, state: 'done' }, step, { ...run, state: 'passed' })).toBe('As expected');
		const failure = {
			phase: null,
			expectation: 'status' as const,
			expected: 'the status 200',
			actual: '503 Service Unavailable',
			message: 'Expected the status 200, got 503 Service Unavailable',
			errorCode: null,
			url: 'http://shop.test/',
		};
		expect(stepNote({ ...judge, state: 'done' }, step, { ...run, state: 'failed', failure })).toBe(
			'Not as expected: status',
		);
	});

	test('a step that failed says why', () => {
		expect(stepNote({ ...step, state: 'failed', error: 'no database' }, undefined, run)).toBe('no database');
	});
});

test('the chip names the open step', () => {
	expect(
		runWord(run, [
			{ ...step, state: 'done' },
			{ ...judge, state: 'running' },
		]),
	).toBe('Running, step 2 of 2');
	expect(runWord({ ...run, state: 'queued' }, [step, judge])).toBe('Queued');
});

test('attempts are told of those that the check allows', () => {
	expect(attemptWords(0, 0)).toBe('1 of 1');
	expect(attemptWords(2, 2)).toBe('2 of 3');
	expect(attemptWords(2, 0)).toBe('2 of 2');
});

test('open durations say so, and never run backwards', () => {
	expect(openDuration(1248, true)).toBe('1.248 s so far');
	expect(openDuration(1248, false)).toBe('1.248 s');
	expect(openDuration(-3, true)).toBe('0 ms so far');
});
