import type { Result, VariantResult } from './result';
import { ROUTES, VARIANTS } from './variants';

interface Column {
	readonly title: string;
	readonly cell: (variant: VariantResult, all: readonly VariantResult[]) => string;
}

const COLUMNS: readonly Column[] = [
	{ title: 'variant', cell: ({ title }) => title },
	{ title: 'CPU µs a request', cell: ({ cpuMicros }) => cpuMicros.median.toFixed(1) },
	{ title: 'ratio', cell: ({ ratio }) => ratio.median.toFixed(2) },
	{ title: 'min to max', cell: ({ ratio }) => `${ratio.min.toFixed(2)} to ${ratio.max.toFixed(2)}` },
	{ title: 'requests/s', cell: ({ requestsPerSecond }) => grouped(requestsPerSecond) },
	{ title: 'p50 ms', cell: ({ p50Ms }) => p50Ms.toFixed(2) },
	{ title: 'p99 ms', cell: ({ p99Ms }) => p99Ms.toFixed(2) },
	{ title: 'peak RSS MB', cell: ({ peakRssBytes }) => megabytes(peakRssBytes).toFixed(0) },
	{ title: 'added MB', cell: added },
	{ title: 'spans', cell: ({ received }) => grouped(received.spans + received.connectionSpans) },
	{ title: 'a request', cell: ({ received, served }) => (received.spans / served).toFixed(2) },
	{ title: 'log records', cell: ({ received }) => grouped(received.logRecords) },
	{ title: 'data points', cell: ({ received }) => grouped(received.dataPoints) },
	{ title: 'MB sent', cell: ({ received }) => megabytes(received.bytes).toFixed(1) },
];

/** The result as a table in Markdown, with what was measured how above it and what is wrong below. */
export function tableOf(result: Result): string {
	const rows = result.variants.map((variant) => COLUMNS.map(({ cell }) => cell(variant, result.variants)));
	const lines = [COLUMNS.map(({ title }) => title), ...rows];
	const widths = COLUMNS.map((_, column) => Math.max(...lines.map((cells) => cells[column]?.length ?? 0)));
	const [head = '', ...body] = lines.map((cells) => line(cells.map(padded(widths))));
	const rule = line(
		widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)),
	);
	return [...introduction(result), '', head, rule, ...body, '', ...remarks(result), ''].join('\n');
}

function introduction({ surroundings, options }: Result): string[] {
	const { date, machine, loadBefore, versions, load } = surroundings;
	const { route, rounds, seconds, connections } = options;
	return [
		`${date}, ${machine}; load average before: ${loadBefore}`,
		Object.entries(versions)
			.map(([name, version]) => `${name} ${version}`)
			.join(', '),
		`Route ${ROUTES[route]}; ${rounds} rounds of ${seconds} s a variant; ${connections} connections; asked by ${load}`,
	];
}

function remarks({ variants, skipped }: Result): string[] {
	const missing = variants.filter(({ missing }) => missing !== null);
	return [
		'CPU: user and system time of the server, exporting included. Ratio: to untraced in the same round, median, min',
		'and max; of Node.js to Node.js. Spans: from start to stop; those a request without those of connections.',
		...skipped.map(({ name, why }) => `Not measured: ${VARIANTS[name].title}: ${why}.`),
		...missing.map(({ title, missing }) => `INCOMPLETE: ${title}: ${missing ?? ''}.`),
	];
}

function added({ peakRssBytes, baseline }: VariantResult, all: readonly VariantResult[]): string {
	const base = all.find(({ name }) => name === baseline)?.peakRssBytes ?? NaN;
	return megabytes(peakRssBytes - base).toFixed(0);
}

function line(cells: string[]): string {
	return `| ${cells.join(' | ')} |`;
}

/** Names to the left, numbers to the right. */
function padded(widths: number[]): (cell: string, column: number) => string {
	return (cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0));
}

function grouped(number: number): string {
	return Math.round(number).toLocaleString('en-GB');
}

function megabytes(bytes: number): number {
	return bytes / 1e6;
}
