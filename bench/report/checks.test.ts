import { expect, test } from 'bun:test';
import { checksSection } from './checks';
import type { ChecksResult } from './checksResult';
import { readResults } from './results';

const MEMORY = { first: 100e6, last: 102e6, max: 110e6, slopePerMinute: 200_000 };

function result(processes: number, faults: string[] = []): ChecksResult {
	return {
		surroundings: { date: '2026-11-21', machine: 'one', loadBefore: 0, versions: {}, load: 'itself' },
		options: { processes, seconds: 30, intervalSeconds: 10 },
		rates: [
			{
				rate: 100,
				checks: 1000,
				due: 3000,
				done: 3000,
				startDelayMs: { p50: 120.4, p99: 400, max: 512 },
				runMs: { p50: 30, p99: 80, max: 90 },
				cpuMs: { glasshouse: 4.256, postgres: null },
				memory: [MEMORY, null],
			},
		],
		sustained: 100,
		complete: { runs: 4321, runsByProcess: { one: 2200, ...(processes > 1 && { other: 2121 }) }, faults },
	};
}

function sectionOf(saved: Record<string, ChecksResult>): string {
	return checksSection(readResults(new Map(Object.entries(saved))));
}

test('every kept result is told of, each rate in a line', () => {
	const section = sectionOf({ checks: result(1), 'checks-two': result(2) });
	expect(section).toContain('One process, checks every 10 s, 30 s a rate; sustained: **100 runs a second**.');
	expect(section).toContain('2 processes on one database');
	expect(section).toContain('Of 4,321 runs none was lost, none done twice, and no span is missing.');
	expect(section).toContain('Of 4,321 runs (2,200 and 2,121 by each) none was lost');
	const row = section.split('\n').find((line) => line.startsWith('| 100 '));
	expect(row?.split('|').map((cell) => cell.trim())).toEqual([
		...['', '100', '1,000', '3,000', '3,000', '120', '400', '512', '30'],
		...['4.26', '–', '100 to 102, –', '0.2, –', ''],
	]);
});

test('what was wrong is told', () => {
	const section = sectionOf({ checks: { ...result(1, ['2 runs were lost']), sustained: null } });
	expect(section).toContain('sustained: **none of the rates**');
	expect(section).toContain('- **Fault**: 2 runs were lost.');
	expect(section).not.toContain('none was lost');
});
