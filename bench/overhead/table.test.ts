import { describe, expect, test } from 'bun:test';
import type { RouteResult, SpanResult, StartResult, VariantResult } from './result';
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

const SURROUNDINGS = {
	date: '2026-11-21',
	machine: '2 × CPU',
	loadBefore: 0.5,
	versions: { bun: '1.4.5', pg: '8.23.1' },
	load: 'wrk',
};

const ROUTE: RouteResult = {
	measurement: 'api',
	surroundings: SURROUNDINGS,
	settings: { rounds: 5, seconds: 5, warmUpSeconds: 5, connections: 10 },
	variants: [variant('untraced', 1), variant('glasshouse', 2, '4004 spans are not 4000')],
	skipped: [{ name: 'node-stock', title: 'Node.js, stock', why: 'there is no Node.js on the PATH' }],
};

describe('the table of a route', () => {
	const lines = tableOf(ROUTE).split('\n');

	test('tells what was measured, and how', () => {
		expect(lines.slice(0, 3)).toEqual([
			'2026-11-21, 2 × CPU; load average before: 0.5',
			'bun 1.4.5, pg 8.23.1',
			'An endpoint with one SQL statement; 5 rounds of 5 s a variant; 10 connections; asked by wrk',
		]);
	});

	test('has a line for what a variant costs, and one for what was received of it', () => {
		const [head, rule, ...rows] = lines.filter((line) => line.startsWith('|'));
		expect(cells(head)).toContain('CPU µs a request');
		expect(new Set([head, rule, rows[0], rows[1]].map((line) => line?.length)).size).toBe(1);
		expect(cells(rows[1])).toEqual([
			'Glasshouse, all signals, 100 %',
			...['100.0', '2.00', '1.90 to 2.10', '12,346', '0.50', '1.25', '160', '80'],
		]);
		expect(cells(rows[2])).toContain('received of');
		expect(cells(rows.at(-1))).toEqual([
			'Glasshouse, all signals, 100 %',
			...['1,000', '4,010', '4.00', '0', '0', '1.5', '1,500'],
		]);
	});

	test('has no line for what nothing was received of', () => {
		const silent = { ...variant('untraced', 1), received: nothing() };
		const text = tableOf({ ...ROUTE, variants: [silent, variant('glasshouse', 2)] });
		expect(text.match(/^\| Bun, untraced/gm)).toHaveLength(1);
		expect(text.match(/^\| Glasshouse, all/gm)).toHaveLength(2);
		expect(tableOf({ ...ROUTE, variants: [silent] })).not.toContain('received of');
	});

	test('tells what is wrong, and what was left out', () => {
		expect(lines).toContain('INCOMPLETE: Glasshouse, all signals, 100 %: 4004 spans are not 4000.');
		expect(lines).toContain('Not measured: Node.js, stock: there is no Node.js on the PATH.');
	});

	test('counts runs where those are measured', () => {
		const text = tableOf({ ...ROUTE, measurement: 'check' });
		expect(text).toContain('CPU µs a run');
		expect(text).toContain('asked by the API');
	});
});

const steady = (median: number) => ({ min: median - 1, median, max: median + 1 });

test('the table of starts tells what a preload adds', () => {
	const started = {
		name: 'glasshouse',
		title: 'Glasshouse',
		wallMs: steady(40),
		addedMs: steady(30),
		addedCpuMs: steady(25),
		addedRssBytes: steady(12_300_000),
	};
	const result: StartResult = {
		measurement: 'start',
		surroundings: SURROUNDINGS,
		rounds: 15,
		variants: [started],
	};
	const row = tableOf(result)
		.split('\n')
		.find((line) => line.startsWith('| Glasshouse'));
	expect(cells(row)).toEqual(['Glasshouse', '40.0', '30.0', '29.0 to 31.0', '25.0', '12.3']);
});

test('the table of spans tells what one takes', () => {
	const maker = (name: string, micros: number) => ({
		name,
		title: name,
		micros: steady(micros),
		cpuMicros: steady(micros + 0.1),
		bytesPerSpan: 234.4,
	});
	const result: SpanResult = {
		measurement: 'span',
		surroundings: SURROUNDINGS,
		rounds: 15,
		spansPerRound: 20_480,
		variants: [maker('official', 4), maker('glasshouse', 2)],
		ratio: { min: 0.4, median: 0.5, max: 0.6 },
	};
	const text = tableOf(result);
	const row = text.split('\n').find((line) => line.startsWith('| glasshouse'));
	expect(cells(row)).toEqual(['glasshouse', '2.00', '1.00 to 3.00', '2.10', '234']);
	expect(text).toContain('of the same round: 0.50 (0.40 to 0.60)');
});

function cells(line: string | undefined): string[] {
	return (line ?? '')
		.split('|')
		.slice(1, -1)
		.map((cell) => cell.trim());
}
