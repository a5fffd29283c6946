import { describe, expect, test } from 'bun:test';
import { deriveSteps } from './steps';
import { makeSpan, spanId } from './traceFixture';
import { buildTree } from './tree';

const workflow = makeSpan('workflow check.run', null, 0, null);
const states = (spans: Parameters<typeof buildTree>[0], ended: boolean) =>
	deriveSteps(buildTree(spans), ended).map((step) => `${step.name} ${step.state}`);

describe('deriveSteps', () => {
	test('before anything has begun all are waiting', () => {
		expect(states([], false)).toEqual([
			'request waiting',
			'judge waiting',
			'record waiting',
			'notify waiting',
		]);
	});

	test('in the middle', () => {
		const spans = [
			workflow,
			makeSpan('step request', workflow.name, 1, 9),
			makeSpan('step judge', workflow.name, 9, null),
		];
		expect(states(spans, false)).toEqual([
			'request done',
			'judge running',
			'record waiting',
			'notify waiting',
		]);
	});

	test('what has not begun when the run ended was skipped, what is still open was interrupted', () => {
		const spans = [workflow, makeSpan('step request', workflow.name, 1, null)];
		expect(states(spans, true)).toEqual([
			'request interrupted',
			'judge skipped',
			'record skipped',
			'notify skipped',
		]);
	});

	test('the last step of a cancelled run came to nothing', () => {
		const tree = buildTree([workflow, makeSpan('step request', workflow.name, 1, 9)]);
		expect(deriveSteps(tree, true, true).map((step) => step.state)).toEqual([
			'interrupted',
			'skipped',
			'skipped',
			'skipped',
		]);
	});

	test('of several attempts the latest counts, and the error of the last that failed is kept', () => {
		const step = { attributes: { 'glasshouse.step': 'request' } };
		const failed = makeSpan('first', workflow.name, 1, 5, {
			...step,
			status: { code: 'error', message: 'reset' },
		});
		const steps = deriveSteps(
			buildTree([workflow, makeSpan('second', workflow.name, 7, null, step), failed]),
			false,
		);
		expect(steps[0]).toEqual({
			name: 'request',
			state: 'running',
			spanId: spanId('second'),
			startMs: 7,
			endMs: null,
			attempts: 2,
			error: 'reset',
		});
	});

	test('when the request is made again, its judgement is still to come', () => {
		const spans = [
			workflow,
			makeSpan('first', workflow.name, 1, 5, { attributes: { 'glasshouse.step': 'request' } }),
			makeSpan('step judge', workflow.name, 5, 6),
			makeSpan('second', workflow.name, 9, null, { attributes: { 'glasshouse.step': 'request' } }),
		];
		expect(states(spans, false)).toEqual([
			'request running',
			'judge waiting',
			'record waiting',
			'notify waiting',
		]);
	});

	test('a step that failed says so', () => {
		const failed = makeSpan('step notify', workflow.name, 1, 5, {
			status: { code: 'error', message: 'refused' },
		});
		expect(states([workflow, failed], true)[3]).toBe('notify failed');
	});
});
