import { grouped, markdownTable, megabytes, type Column } from '../markdown';
import type { ChecksResult, MeasuredRate } from './checksResult';
import { notMeasured } from './notMeasured';
import type { Results } from './results';

const COLUMNS: readonly Column<MeasuredRate>[] = [
	{ title: 'runs/s', cell: ({ rate }) => String(rate) },
	{ title: 'checks', cell: ({ checks }) => grouped(checks) },
	{ title: 'due', cell: ({ due }) => grouped(due) },
	{ title: 'done', cell: ({ done }) => grouped(done) },
	{ title: 'start delay p50 ms', cell: ({ startDelayMs }) => startDelayMs.p50.toFixed(0) },
	{ title: 'p99 ms', cell: ({ startDelayMs }) => startDelayMs.p99.toFixed(0) },
	{ title: 'max ms', cell: ({ startDelayMs }) => startDelayMs.max.toFixed(0) },
	{ title: 'run p50 ms', cell: ({ runMs }) => runMs.p50.toFixed(0) },
	{ title: 'CPU ms a run', cell: ({ cpuMs }) => cpuMs.glasshouse?.toFixed(2) ?? '–' },
	{ title: 'of PostgreSQL', cell: ({ cpuMs }) => cpuMs.postgres?.toFixed(2) ?? '–' },
	{ title: 'RSS MB first to last', cell: firstToLast },
	{ title: 'MB a minute', cell: slope },
];

/** Every result of `bun run bench:checks` that is kept. */
export function checksSection({ checks }: Results): string {
	if (checks.size === 0) return notMeasured('bench:checks --json > bench/results/checks.json');
	return [...checks.values()].map(partOf).join('\n\n');
}

function partOf({ options, rates, sustained, complete }: ChecksResult): string {
	const { processes, seconds, intervalSeconds } = options;
	const who = processes === 1 ? 'One process' : `${processes} processes on one database`;
	const most = sustained === null ? 'none of the rates' : `${sustained} runs a second`;
	return [
		`${who}, checks every ${intervalSeconds} s, ${seconds} s a rate; sustained: **${most}**.`,
		markdownTable(COLUMNS, rates),
		complete.faults.length === 0
			? `Of ${runsOf(complete)} none was lost, none done twice, and no span is missing.`
			: complete.faults.map((fault) => `- **Fault**: ${fault}.`).join('\n'),
	].join('\n\n');
}

/** With the share of each process, where there are several. */
function runsOf({ runs, runsByProcess }: ChecksResult['complete']): string {
	const shares = Object.values(runsByProcess).map(grouped);
	return `${grouped(runs)} runs${shares.length > 1 ? ` (${shares.join(' and ')} by each)` : ''}`;
}

function firstToLast({ memory }: MeasuredRate): string {
	return memory.map((one) => (one ? `${megabytes(one.first)} to ${megabytes(one.last)}` : '–')).join(', ');
}

function slope({ memory }: MeasuredRate): string {
	return memory.map((one) => (one ? megabytes(one.slopePerMinute, 1) : '–')).join(', ');
}
