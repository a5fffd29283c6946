import { markdownTable, type Column } from '../markdown';
import { describeSurroundings } from '../overhead/surroundings';
import type { Measured, Statement, Times } from './measured';
import type { Result } from './run';

const COLUMNS: readonly Column<Measured>[] = [
	{ title: 'path', cell: ({ path }) => path },
	{ title: 'at a time', cell: ({ askers }) => String(askers) },
	{ title: 'requests', cell: ({ requests }) => String(requests) },
	{ title: 'KB', cell: ({ bytes }) => (bytes / 1024).toFixed(0) },
	...timeColumns<Measured>('server ', ({ server }) => server),
	...timeColumns<Measured>('client ', ({ client }) => client),
	{ title: 'CPU ms: Glasshouse', cell: ({ cpuMs }) => cpuMs.glasshouse?.toFixed(1) ?? '?' },
	{ title: 'PostgreSQL', cell: ({ cpuMs }) => cpuMs.postgres?.toFixed(1) ?? '?' },
];

const SQL_COLUMNS: readonly Column<Statement>[] = [
	{ title: 'SQL', cell: ({ name }) => name },
	{ title: 'a request', cell: ({ each }) => each.toFixed(1) },
	...timeColumns<Statement>('', ({ times }) => times),
];

/** The result as tables in Markdown, with what was measured how above them. */
export function reportOf({ surroundings, options, measured }: Result): string {
	return [
		...describeSurroundings(surroundings),
		`${options.checks} checks with ${options.runs} runs of the last ${options.hours} hours; every request traced ` +
			'and exported',
		'',
		markdownTable(COLUMNS, measured),
		...measured.flatMap(({ path, askers, statements }) => [
			...['', `${path}, ${askers} at a time:`, ''],
			markdownTable(SQL_COLUMNS, statements),
		]),
		...measured.flatMap(({ path, missing }) =>
			missing === 0 ? [] : ['', `${missing} SERVER spans of ${path} are missing`],
		),
		'',
	].join('\n');
}

function timeColumns<Row>(prefix: string, timesOf: (row: Row) => Times): Column<Row>[] {
	const column = (title: string, at: keyof Times): Column<Row> => ({
		title,
		cell: (row) => timesOf(row)[at].toFixed(1),
	});
	return [
		column(`${prefix}least ms`, 'least'),
		column('p50', 'p50'),
		column('p95', 'p95'),
		column('p99', 'p99'),
	];
}
