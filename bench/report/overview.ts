import { grouped, markdownTable, type Column } from '../markdown';
import { notMeasured } from './notMeasured';
import type { MeasuredPath } from './overviewResult';
import type { Results } from './results';

const COLUMNS: readonly Column<MeasuredPath>[] = [
	{ title: 'asked for', cell: ({ path }) => `\`${path}\`` },
	{ title: 'at a time', cell: ({ askers }) => String(askers) },
	{ title: 'requests', cell: ({ requests }) => grouped(requests) },
	{ title: 'KB', cell: ({ bytes }) => (bytes / 1024).toFixed(0) },
	{ title: 'server p50 ms', cell: ({ server }) => server.p50.toFixed(1) },
	{ title: 'p95 ms', cell: ({ server }) => server.p95.toFixed(1) },
	{ title: 'p99 ms', cell: ({ server }) => server.p99.toFixed(1) },
	{ title: 'CPU ms a request', cell: ({ cpuMs }) => cpuMs.glasshouse?.toFixed(1) ?? '–' },
	{ title: 'of PostgreSQL', cell: ({ cpuMs }) => cpuMs.postgres?.toFixed(1) ?? '–' },
];

/** What `bun run bench:overview` told last. */
export function overviewSection({ overview }: Results): string {
	if (overview === undefined) return notMeasured('bench:overview --json > bench/results/overview.json');
	const { options, measured } = overview;
	const missing = measured.reduce((sum, one) => sum + one.missing, 0);
	return [
		`${grouped(options.checks)} checks, ${grouped(options.runs)} runs of the last ${options.hours} hours.`,
		markdownTable(COLUMNS, measured),
		missing === 0
			? 'The spans of every request were received.'
			: `- **Incomplete**: ${grouped(missing)} SERVER spans are missing.`,
	].join('\n\n');
}
