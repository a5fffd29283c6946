import { describe, expect, test } from 'bun:test';
import type { RouteResult, VariantResult } from '../overhead/result';
import { nothing } from '../overhead/sink/count';
import { ratioChart } from './chart';

function variant(name: string, title: string, median: number): VariantResult {
	return {
		name,
		title,
		baseline: 'untraced',
		cpuMicros: { min: 1, median: 1, max: 1 },
		ratio: { min: median - 0.25, median, max: median + 0.5 },
		requestsPerSecond: 1,
		p50Ms: 1,
		p99Ms: 1,
		peakRssBytes: 1,
		served: 1,
		received: nothing(),
		missing: null,
	};
}

const RESULT: RouteResult = {
	measurement: 'api',
	surroundings: { date: '2026-11-21', machine: 'one', loadBefore: 0, versions: {}, load: 'wrk' },
	settings: { rounds: 5, seconds: 5, warmUpSeconds: 5, connections: 10 },
	variants: [variant('untraced', 'untraced', 1), variant('glasshouse', 'ours & theirs <both>', 2.5)],
	skipped: [],
};

describe('the chart', () => {
	const svg = ratioChart(RESULT, 'What it costs');

	test('draws bars as long as their ratios, and a line from the least to the most', () => {
		const widths = [...svg.matchAll(/<rect [^>]*width="([\d.]+)"/g)].map(([, width]) => Number(width));
		expect(widths).toHaveLength(2);
		const [one = NaN, other = NaN] = widths;
		expect(other / one).toBeCloseTo(2.5, 1);
		const [from = NaN, to = NaN] = [...(/class="range" x1="([\d.]+)" x2="([\d.]+)"/.exec(svg) ?? [])]
			.slice(1)
			.map(Number);
		expect((to - from) / one).toBeCloseTo(0.75, 1);
	});

	test('is told in words, too', () => {
		expect(svg).toContain('<title id="title">What it costs</title>');
		expect(svg).toContain('untraced: 1.00 (0.75 to 1.50); ours &amp; theirs');
	});

	test('is XML, with colours for light and for dark', () => {
		const broken = svg.replaceAll(/&(amp|lt|gt);/g, '').replaceAll(/<style>[^]*<\/style>/g, '');
		expect(broken).not.toContain('&');
		expect(balanced(broken)).toEqual([]);
		expect(svg).toContain('prefers-color-scheme: dark');
		expect(svg).not.toContain('NaN');
	});
});

/** The elements that are open at the end, or end without having begun. */
function balanced(xml: string): string[] {
	const open: string[] = [];
	for (const [, close, name = '', self] of xml.matchAll(/<(\/?)([\w-]+)[^>]*?(\/?)>/g)) {
		if (self === '/') continue;
		if (close === '') open.push(name);
		else if (open.pop() !== name) return [name];
	}
	return open;
}
