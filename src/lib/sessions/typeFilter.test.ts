import { expect, test } from 'bun:test';
import { typeFilter } from './typeFilter';

test.each([
	[[], 'step.request', true],
	[['*'], 'step.request', true],
	[['step.*'], 'step.request', true],
	[['step.*'], 'step', false],
	[['step.*'], 'stepping', false],
	[['ste*'], 'stepping', true],
	[['step.request'], 'step.request', true],
	[['step.request'], 'step.requests', false],
	[['run', ' step.* ', ''], 'step.judge', true],
	[['run', 'probe.*'], 'step.judge', false],
])('%p and %s: %p', (patterns, type, expected) => {
	expect(typeFilter(patterns)(type)).toBe(expected);
});
