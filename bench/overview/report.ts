import type { Measured, Times } from './measured';
import type { Result } from './run';

const HEAD = [
	...['path', 'at a time', 'requests', 'KB', 'server least ms', 'p50', 'p95', 'p99'],
	...['client least ms', 'p50', 'p95', 'p99', 'CPU ms: Glasshouse', 'PostgreSQL'],
];
const SQL_HEAD = ['SQL', 'a request', 'least ms', 'p50', 'p95', 'p99'];

/** The result as tables in Markdown, with what was measured how above them. */
export function reportOf({ surroundings, options, measured }: Result): string {
	const { date, machine, loadBefore, versions } = surroundings;
	return [
		`${date}, ${machine}; load average before: ${loadBefore}`,
		Object.entries(versions)
			.map(([name, version]) => `${name} ${version}`)
			.join(', '),
		`${options.checks} checks with ${options.runs} runs of the last ${options.hours} hours; every request traced ` +
			'and exported',
		'',
		...table(HEAD, measured.map(rowOf)),
		...measured.flatMap(sqlOf),
		...measured.flatMap(({ path, missing }) =>
			missing === 0 ? [] : ['', `${missing} SERVER spans of ${path} are missing`],
		),
		'',
	].join('\n');
}

function rowOf({ path, askers, requests, bytes, server, client, cpuMs }: Measured): string[] {
	const size = (bytes / 1024).toFixed(0);
	const cpu = [cpuMs.glasshouse, cpuMs.postgres].map((ms) => ms?.toFixed(1) ?? '?');
	return [path, String(askers), String(requests), size, ...cells(server), ...cells(client), ...cpu];
}

function sqlOf({ path, askers, statements }: Measured): string[] {
	const rows = statements.map(({ name, each, times }) => [name, each.toFixed(1), ...cells(times)]);
	return ['', `${path}, ${askers} at a time:`, '', ...table(SQL_HEAD, rows)];
}

function cells({ least, p50, p95, p99 }: Times): string[] {
	return [least, p50, p95, p99].map((ms) => ms.toFixed(1));
}

function table(head: string[], body: string[][]): string[] {
	const widths = head.map((_, column) => Math.max(...[head, ...body].map((row) => row[column]?.length ?? 0)));
	const line = (row: string[]) => {
		const padded = row.map((cell, column) => {
			const width = widths[column] ?? 0;
			return column === 0 ? cell.padEnd(width) : cell.padStart(width);
		});
		return `| ${padded.join(' | ')} |`;
	};
	const rule = widths.map((width, column) =>
		column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
	);
	return [line(head), line(rule), ...body.map(line)];
}
