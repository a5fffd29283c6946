import { describe, expect, test } from 'bun:test';
import { arrangeChecks } from './arrange';
import { NO_RUNS } from './lastDay';
import type { CheckSummary } from './summaries';

function check(name: string, changes: Partial<CheckSummary> = {}): CheckSummary {
	return {
		id: crypto.randomUUID(),
		name,
		url: 'https://shop.example/',
		method: 'GET',
		state: 'passing',
		stateSinceMs: Date.parse('2026-11-21T11:00:00.000Z'),
		budgetMs: 10_000,
		day: NO_RUNS,
		...changes,
	};
}

const names = (checks: readonly CheckSummary[]) => checks.map(({ name }) => name);

describe('arrangeChecks', () => {
	test('puts what fails first, and the longest in trouble before the rest', () => {
		const { attention, quiet } = arrangeChecks(
			[
				check('d', { state: 'slow', stateSinceMs: Date.parse('2026-11-21T08:00:00.000Z') }),
				check('c', { state: 'failing', stateSinceMs: Date.parse('2026-11-21T10:00:00.000Z') }),
				check('z'),
				check('b', { state: 'failing', stateSinceMs: Date.parse('2026-11-21T09:00:00.000Z') }),
				check('a', { state: 'paused' }),
			],
			50,
		);
		expect(names(attention)).toEqual(['b', 'c', 'd']);
		expect(names(quiet)).toEqual(['a', 'z']);
	});

	test('shows no more than asked for, those in trouble before the quiet ones, and counts them all', () => {
		const checks = [check('c'), check('b', { state: 'slow' }), check('d'), check('a', { state: 'failing' })];
		const shown = (most: number) => {
			const { attention, quiet, ...rest } = arrangeChecks(checks, most);
			expect(rest).toMatchObject({
				attentionCount: 2,
				quietCount: 2,
				counts: { passing: 2, failing: 1, slow: 1 },
			});
			return [names(attention), names(quiet)];
		};
		expect(shown(3)).toEqual([['a', 'b'], ['c']]);
		expect(shown(2)).toEqual([['a', 'b'], []]);
		expect(shown(1)).toEqual([['a'], []]);
		expect(shown(9)).toEqual([
			['a', 'b'],
			['c', 'd'],
		]);
	});
});
