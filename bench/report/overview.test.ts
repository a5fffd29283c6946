import { expect, test } from 'bun:test';
import { overviewSection } from './overview';
import type { OverviewResult } from './overviewResult';
import { readResults } from './results';

function sectionOf(missing: number): string {
	const result: OverviewResult = {
		surroundings: { date: '2026-11-21', machine: 'one', loadBefore: 0, versions: {}, load: 'itself' },
		options: { checks: 1000, runs: 1_000_000, hours: 168 },
		measured: [
			{
				path: '/',
				askers: 4,
				requests: 2000,
				bytes: 10_240,
				server: { p50: 26.84, p95: 35.58, p99: 37.6 },
				cpuMs: { glasshouse: 23.74, postgres: null },
				missing,
			},
		],
	};
	return overviewSection(readResults(new Map([['overview', result]])));
}

test('tells with how much, and each path in a line', () => {
	const section = sectionOf(0);
	expect(section).toContain('1,000 checks, 1,000,000 runs of the last 168 hours.');
	expect(section).toContain('The spans of every request were received.');
	const row = section.split('\n').find((line) => line.includes('`/`'));
	expect(row?.split('|').map((cell) => cell.trim())).toEqual([
		...['', '`/`', '4', '2,000', '10', '26.8', '35.6', '37.6', '23.7', '–', ''],
	]);
});

test('what was wrong is told', () => {
	expect(sectionOf(3)).toContain('- **Incomplete**: 3 SERVER spans are missing.');
});
