import { grouped, markdownTable, megabytes, type Column } from '../markdown';
import { describeSurroundings } from '../overhead/surroundings';
import type { Complete } from './completeness';
import { isSustained, type Measured } from './measure';
import type { Memory } from './memory';
import type { Result } from './run';

const COLUMNS: readonly Column<Measured>[] = [
	{ title: 'runs/s', cell: ({ rate }) => String(rate) },
	{ title: 'checks', cell: ({ checks }) => grouped(checks) },
	{ title: 'due', cell: ({ due }) => grouped(due) },
	{ title: 'done', cell: ({ done }) => grouped(done) },
	{ title: 'done/s', cell: ({ runsPerSecond }) => runsPerSecond.toFixed(1) },
	{ title: 'start delay p50 ms', cell: ({ startDelayMs }) => startDelayMs.p50.toFixed(0) },
	{ title: 'p99 ms', cell: ({ startDelayMs }) => startDelayMs.p99.toFixed(0) },
	{ title: 'max ms', cell: ({ startDelayMs }) => startDelayMs.max.toFixed(0) },
	{ title: 'run p50 ms', cell: ({ runMs }) => runMs.p50.toFixed(0) },
	{ title: 'CPU ms a run: Glasshouse', cell: ({ cpuMs }) => milliseconds(cpuMs.glasshouse) },
	{ title: 'PostgreSQL', cell: ({ cpuMs }) => milliseconds(cpuMs.postgres) },
	{ title: 'RSS MB first', cell: ({ memory }) => each(memory, ({ first }) => megabytes(first)) },
	{ title: 'last', cell: ({ memory }) => each(memory, ({ last }) => megabytes(last)) },
	{ title: 'max', cell: ({ memory }) => each(memory, ({ max }) => megabytes(max)) },
	{
		title: 'MB a minute',
		cell: ({ memory }) => each(memory, ({ slopePerMinute }) => megabytes(slopePerMinute, 1)),
	},
	{ title: 'sustained', cell: (measured) => (isSustained(measured) ? 'yes' : 'no') },
];

/** The result as a table in Markdown, with what was measured how above it and what is wrong below. */
export function reportOf(result: Result): string {
	const table = markdownTable(COLUMNS, result.rates);
	return [...introduction(result), '', table, '', ...remarks(result.complete), ''].join('\n');
}

function introduction({ surroundings, options, sustained }: Result): string[] {
	const { processes, seconds, intervalSeconds } = options;
	return [
		...describeSurroundings(surroundings),
		`${processes === 1 ? 'One process' : `${processes} processes`}; checks every ${intervalSeconds} s, every run ` +
			`traced and exported; ${seconds} s a rate`,
		`Sustained: ${sustained === null ? 'none of the rates' : `${sustained} runs a second`}, done without one ` +
			'missing and the 99th percentile started less than a second late',
	];
}

function remarks(complete: Complete): string[] {
	const { runs, runsByProcess, requests, spansExpected, spansReceived, allSpans, bytesReceived, faults } =
		complete;
	const shares = Object.entries(runsByProcess).map(([name, own]) => `${grouped(own)} by ${name}`);
	return [
		`From first to last: ${grouped(runs)} runs (${shares.join(', ')}), ${grouped(requests)} requests at the target, ` +
			`${grouped(spansReceived)} of ${grouped(spansExpected)} spans that each run makes received, and with those of ` +
			`statements ${grouped(allSpans)}; ${(bytesReceived / 1e6).toFixed(1)} MB sent.`,
		...(faults.length === 0
			? ['Nothing is missing, and nothing was done twice.']
			: faults.map((it) => `FAULT: ${it}.`)),
	];
}

function each(memory: Measured['memory'], show: (memory: Memory) => string): string {
	return memory.map((one) => (one === null ? '?' : show(one))).join(' + ');
}

function milliseconds(ms: number | null): string {
	return ms === null ? '?' : ms.toFixed(2);
}
