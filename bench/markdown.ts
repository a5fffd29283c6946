export interface Column<Row> {
	readonly title: string;
	readonly cell: (row: Row) => string;
}

/** A table in Markdown that is readable as it is: names, in the first column, to the left, numbers to the right. */
export function markdownTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
	const lines = [
		columns.map(({ title }) => title),
		...rows.map((row) => columns.map(({ cell }) => cell(row).replaceAll('|', '\\|'))),
	];
	const widths = columns.map((_, column) => Math.max(...lines.map((cells) => cells[column]?.length ?? 0)));
	const padded = lines.map((cells) =>
		cells.map((cell, column) =>
			column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
		),
	);
	const [head = [], ...body] = padded;
	const rule = widths.map((width, column) =>
		column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
	);
	return [head, rule, ...body].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

export function grouped(number: number): string {
	return Math.round(number).toLocaleString('en-GB');
}

export function megabytes(bytes: number, digits = 0): string {
	return (bytes / 1e6).toFixed(digits);
}

/** `1.20 to 1.45`. */
export function range({ min, max }: { min: number; max: number }, digits: number): string {
	return `${min.toFixed(digits)} to ${max.toFixed(digits)}`;
}
