import { expect, test } from 'bun:test';
import type { RouteResult, VariantResult } from '../overhead/result';
import { nothing } from '../overhead/sink/count';
import { goalTable } from './goals';
import type { Results } from './results';

const SURROUNDINGS = { date: '2026-11-21', machine: 'one', loadBefore: 0, versions: {}, load: 'wrk' };

function variant(name: string, ratio: number, peakRssBytes: number): VariantResult {
	const steady = { min: ratio, median: ratio, max: ratio };
	return {
		...{ name, title: name, baseline: 'untraced', cpuMicros: steady, ratio: steady },
		...{ requestsPerSecond: 1, p50Ms: 1, p99Ms: 1, peakRssBytes },
		...{ served: 1, received: nothing(), missing: null },
	};
}

function resultsOf(...variants: VariantResult[]): Results {
	const api: RouteResult = {
		measurement: 'api',
		surroundings: SURROUNDINGS,
		settings: { rounds: 5, seconds: 5, warmUpSeconds: 5, connections: 10 },
		variants,
		skipped: [],
	};
	return {
		routes: new Map([['api', api]]),
		start: undefined,
		span: undefined,
		checks: new Map(),
		overview: undefined,
	};
}

function rows(results: Results): string[][] {
	const [, , ...lines] = goalTable(results).split('\n');
	return lines.map((line) =>
		line
			.split('|')
			.map((cell) => cell.trim())
			.slice(2, -1),
	);
}

test('a goal is reached by what was measured, not by what rounding makes of it', () => {
	const reached = (ratio: number) => rows(resultsOf(variant('glasshouse', ratio, 1)))[0]?.slice(-2);
	expect(reached(1.2)).toEqual(['1.20', 'yes, both']);
	expect(reached(1.45)).toEqual(['1.45', 'yes']);
	expect(reached(1.4501)).toEqual(['1.45', '**no**']);
});

test('stands beside what everybody does, in the same run', () => {
	const table = rows(
		resultsOf(
			variant('untraced', 1, 80e6),
			variant('stock-server', 2.6, 180e6),
			variant('glasshouse', 1.3, 92e6),
		),
	);
	expect(table[0]).toEqual(['2.60', '1.45', '1.25', '1.30', 'yes']);
	expect(table[3]).toEqual(['+100 MB', '+25 MB', '+10 MB', '+12 MB', 'yes']);
});

test('says what was not measured; what is to be much is reached from below', () => {
	const results = resultsOf(variant('untraced', 1, 80e6));
	expect(rows(results).map((row) => row.at(-1))).toEqual(Array.from({ length: 8 }, () => 'not measured'));
	const checks = {
		surroundings: SURROUNDINGS,
		options: { processes: 1, seconds: 30, intervalSeconds: 10 },
		rates: [],
		complete: { runs: 1, runsByProcess: { one: 1 }, faults: [] },
	};
	const sustained = (most: number) =>
		rows({ ...results, checks: new Map([['checks', { ...checks, sustained: most }]]) })
			.at(6)
			?.at(-1);
	expect([50, 100, 250].map(sustained)).toEqual(['**no**', 'yes', 'yes, both']);
});

test('the overview is judged by the page, for who asks alone; where nothing more is wished for, that is all', () => {
	const measured = (path: string, askers: number, p95: number) => ({
		...{ path, askers, requests: 200, bytes: 1e5, server: { p50: 1, p95, p99: 99 } },
		...{ cpuMs: { glasshouse: 1, postgres: null }, missing: 0 },
	});
	const last = (p95: number, runs = 1e6) => {
		const options = { checks: 1000, runs, hours: 168 };
		const paths = [measured('/__data.json', 1, 1), measured('/', 4, 100), measured('/', 1, p95)];
		const overview = { surroundings: SURROUNDINGS, options, measured: paths };
		return rows({ ...resultsOf(), overview }).at(-1);
	};
	expect(last(35.6)).toEqual(['–', '50 ms', '–', '36 ms', 'yes']);
	expect(last(50.1)?.at(-1)).toBe('**no**');
	expect(last(35.6, 1e5)?.at(-1)).toBe('not measured');
});
