import { expect, test } from 'bun:test';
import type { Result, VariantResult } from './result';
import { nothing } from './sink/count';
import { tableOf } from './table';
import { VARIANTS, type VariantName } from './variants';

function variant(name: VariantName, ratio: number, missing: string | null = null): VariantResult {
	return {
		name,
		title: VARIANTS[name].title,
		baseline: VARIANTS[name].baseline,
		cpuMicros: { min: 40, median: 50 * ratio, max: 60 },
		ratio: { min: ratio - 0.1, median: ratio, max: ratio + 0.1 },
		requestsPerSecond: 12_345.6,
		p50Ms: 0.5,
		p99Ms: 1.25,
		peakRssBytes: 80e6 * ratio,
		served: 1000,
		received: { ...nothing(), spans: 4000, connectionSpans: 10, bytes: 1.5e6 },
		missing,
	};
}

const RESULT: Result = {
	surroundings: {
		date: '2026-11-21',
		machine: '2 × CPU',
		loadBefore: 0.5,
		versions: { bun: '1.4.5', pg: '8.23.1' },
		load: 'wrk',
	},
	options: {
		route: 'api',
		variants: ['untraced', 'glasshouse'],
		rounds: 5,
		seconds: 5,
		warmUpSeconds: 5,
		connections: 10,
		json: false,
	},
	variants: [variant('untraced', 1), variant('glasshouse', 2, '4004 spans are not 4000')],
	skipped: [{ name: 'node-stock', why: 'there is no Node.js on the PATH' }],
};

test('the table tells what was measured, how, and what is wrong', () => {
	const lines = tableOf(RESULT).split('\n');
	expect(lines.slice(0, 3)).toEqual([
		'2026-11-21, 2 × CPU; load average before: 0.5',
		'bun 1.4.5, pg 8.23.1',
		'Route /api; 5 rounds of 5 s a variant; 10 connections; asked by wrk',
	]);
	const [head, rule, ...rows] = lines.filter((line) => line.startsWith('|'));
	expect(cells(head)).toContain('CPU µs a request');
	expect(new Set([head, rule, ...rows].map((line) => line?.length)).size).toBe(1);
	expect(cells(rows[1]).slice(1, 9)).toEqual([
		'100.0',
		'2.00',
		'1.90 to 2.10',
		'12,346',
		'0.50',
		'1.25',
		'160',
		'80',
	]);
	expect(cells(rows[1]).slice(9)).toEqual(['4,010', '4.00', '0', '0', '1.5']);
	expect(lines).toContain('INCOMPLETE: Glasshouse, all signals, 100 %: 4004 spans are not 4000.');
	expect(lines.join('\n')).toContain('Not measured: Node.js, stock');
});

function cells(line: string | undefined): string[] {
	return (line ?? '')
		.split('|')
		.slice(1, -1)
		.map((cell) => cell.trim());
}
