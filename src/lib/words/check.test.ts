import { expect, test } from 'bun:test';
import { checkSentence, deletionSentence } from './check';

const now = Date.parse('2026-11-21T12:00:00Z');
const check = {
	state: 'passing' as const,
	stateSince: '2026-11-21T09:00:00Z',
	intervalSeconds: 60,
	statistics: { lastRun: null, p95Ms: 940.4 },
};

test('says since when', () => {
	expect(checkSentence(check, 1000, now)).toBe('Passing for 3 h.');
	expect(checkSentence({ ...check, stateSince: null }, 1000, now)).toBe('Passing.');
});

test('says how slow', () => {
	expect(checkSentence({ ...check, state: 'slow' }, 1000, now)).toBe(
		'Passing, but slow: p95 is 940 ms of the 1 s that it may take.',
	);
});

test('says what to wait for', () => {
	expect(checkSentence({ ...check, state: 'waiting' }, 1000, now)).toContain('due at once');
	expect(checkSentence({ ...check, state: 'waiting', intervalSeconds: null }, 1000, now)).toContain(
		'only when asked',
	);
});

test('says the cause of a failure', () => {
	const lastRun = {
		id: 'a',
		checkId: 'b',
		checkName: 'c',
		state: 'failed' as const,
		trigger: 'manual' as const,
		traceId: 'd',
		queuedAt: '',
		startedAt: null,
		endedAt: null,
		durationMs: null,
		latencyMs: null,
		attempts: 1,
		failure: {
			phase: 'connect' as const,
			expectation: null,
			expected: 'a connection',
			actual: 'refused',
			message: 'The target refused the connection',
			errorCode: 'ECONNREFUSED',
			url: 'http://127.0.0.1:1/',
		},
	};
	expect(checkSentence({ ...check, state: 'failing', statistics: { lastRun, p95Ms: null } }, 1000, now)).toBe(
		'Failing for 3 h. The target refused the connection.',
	);
});

test('deletion says what goes', () => {
	expect(deletionSentence('Shop', 0)).toBe('Deletes Shop and all of its history. This cannot be undone.');
	expect(deletionSentence('Shop', 1440)).toContain('1\u202f440 runs of the last 24 h');
});
