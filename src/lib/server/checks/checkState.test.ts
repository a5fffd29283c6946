import { expect, test } from 'bun:test';
import { checkState, type StateFacts } from './checkState';

const PASSING: StateFacts = { enabled: true, state: 'passing', timeoutMs: 1000, expect: {}, p95Ms: 100 };

test.each([
	['passing', {}],
	['passing', { p95Ms: 800 }],
	['slow', { p95Ms: 801 }],
	['passing', { p95Ms: null }],
	['slow', { p95Ms: 170, expect: { maxDurationMs: 200 } }],
	['passing', { p95Ms: 801, expect: { maxDurationMs: 5000 } }],
	['failing', { state: 'failing', p95Ms: 999 }],
	['waiting', { state: 'waiting', p95Ms: null }],
	['paused', { enabled: false }],
	['paused', { enabled: false, state: 'failing' }],
] satisfies [string, Partial<StateFacts>][])('is %s with %j', (state, facts) => {
	expect<string>(checkState({ ...PASSING, ...facts })).toBe(state);
});
