import { describe, expect, test } from 'bun:test';
import { arrangeChecks } from './arrange';
import type { CheckOverview, RunSummary } from './model';

function run(changes: Partial<RunSummary> = {}): RunSummary {
	return {
		id: crypto.randomUUID(),
		checkId: crypto.randomUUID(),
		checkName: '',
		state: 'passed',
		trigger: 'schedule',
		traceId: 'a'.repeat(32),
		queuedAt: '2026-11-21T12:00:00.000Z',
		startedAt: '2026-11-21T12:00:00.000Z',
		endedAt: '2026-11-21T12:00:01.000Z',
		durationMs: 1000,
		latencyMs: 900,
		attempts: 1,
		...changes,
	};
}

function check(
	name: string,
	changes: Partial<CheckOverview> = {},
	lastRun: RunSummary | null = run(),
): CheckOverview {
	return {
		id: crypto.randomUUID(),
		name,
		url: 'https://shop.example/',
		method: 'GET',
		headers: { authorization: 'Bearer secret' },
		body: null,
		intervalSeconds: 60,
		timeoutMs: 10_000,
		retries: 0,
		expect: {},
		webhookUrl: null,
		enabled: true,
		state: 'passing',
		stateSince: '2026-11-21T11:00:00.000Z',
		nextDueAt: null,
		createdAt: '2026-11-20T12:00:00.000Z',
		updatedAt: '2026-11-20T12:00:00.000Z',
		statistics: {
			uptime24h: 1,
			uptime7d: 1,
			p50Ms: 10,
			p95Ms: 20,
			runs24h: 1440,
			recentRuns: [],
			latencyByHour: Array.from({ length: 24 }, () => null),
			lastRun,
		},
		...changes,
	};
}

describe('arrangeChecks', () => {
	test('puts what fails first, and the longest in trouble before the rest', () => {
		const { attention, quiet } = arrangeChecks(
			[
				check('d', { state: 'slow', stateSince: '2026-11-21T08:00:00.000Z' }),
				check('c', { state: 'failing', stateSince: '2026-11-21T10:00:00.000Z' }),
				check('z'),
				check('b', { state: 'failing', stateSince: '2026-11-21T09:00:00.000Z' }),
				check('a', { state: 'paused', enabled: false }),
			],
			50,
		);
		expect(attention.map((row) => row.name)).toEqual(['b', 'c', 'd']);
		expect(quiet.map((row) => row.name)).toEqual(['a', 'z']);
	});

	test('shows no more quiet ones than asked for, and counts them all', () => {
		const arranged = arrangeChecks(
			['a', 'b', 'c'].map((name) => check(name)),
			2,
		);
		expect(arranged.quiet).toHaveLength(2);
		expect(arranged.quietCount).toBe(3);
		expect(arranged.counts.passing).toBe(3);
	});

	test('a row carries no secrets', () => {
		expect(JSON.stringify(arrangeChecks([check('a')], 5))).not.toContain('secret');
	});

	test('the budget is what is expected, else the timeout', () => {
		const { quiet } = arrangeChecks([check('a', { expect: { maxDurationMs: 500 } }), check('b')], 5);
		expect(quiet.map((row) => row.budgetMs)).toEqual([500, 10_000]);
	});

	test('now tells open runs before failures, and two lines at most', () => {
		const open = run({ state: 'running', endedAt: null, queuedAt: '2026-11-21T12:00:00.000Z' });
		const later = run({ state: 'failed', queuedAt: '2026-11-21T12:05:00.000Z' });
		const earlier = run({ state: 'failed', queuedAt: '2026-11-21T12:01:00.000Z' });
		const { now, quiet } = arrangeChecks(
			[
				check('failing long', { state: 'failing' }, earlier),
				check('failing', { state: 'failing' }, later),
				check('open', {}, open),
				check('fine'),
			],
			5,
		);
		expect(now.map((line) => line.checkName)).toEqual(['open', 'failing']);
		expect(quiet.find((row) => row.name === 'open')?.openRun?.id).toBe(open.id);
	});
});
