import { markdownTable, range } from '../markdown';
import { costColumns, receivedColumns, SPAN_COLUMNS, START_COLUMNS } from './columns';
import type { Result, RouteResult, SpanResult, StartResult } from './result';
import { describeSurroundings } from './surroundings';
import { ROUTES } from './variants';

/** A result as a table in Markdown, with what was measured how above it and what is wrong below. */
export function tableOf(result: Result): string {
	const [title, table, remarks] = partsOf(result);
	return [...describeSurroundings(result.surroundings), title, '', table, '', ...remarks, ''].join('\n');
}

function partsOf(result: Result): [string, string, string[]] {
	if (result.measurement === 'start') return startParts(result);
	if (result.measurement === 'span') return spanParts(result);
	return [describeRoute(result), routeTables(result), routeRemarks(result)];
}

/** What each variant costs; and below, what was sent for that. */
export function routeTables(result: RouteResult): string {
	const { variants } = result;
	const sending = variants.filter(({ received }) => received.bytes > 0);
	const costs = markdownTable(costColumns(result), variants);
	return sending.length === 0 ? costs : `${costs}\n\n${markdownTable(receivedColumns(result), sending)}`;
}

/** What was asked how: one line. */
export function describeRoute({ measurement, settings, surroundings }: RouteResult): string {
	const { rounds, seconds, connections } = settings;
	const by = measurement === 'check' ? 'by the API' : `by ${surroundings.load}`;
	return `${ROUTES[measurement].title}; ${rounds} rounds of ${seconds} s a variant; ${connections} connections; asked ${by}`;
}

function routeRemarks({ measurement, variants, skipped }: RouteResult): string[] {
	return [
		'CPU: user and system time of the server, exporting included. Ratio: to untraced in the same round, median, min',
		'and max; of Node.js to Node.js. Spans: from start to stop; those a request without those of connections.',
		...(measurement === 'check'
			? ['Latency: from being asked for to the end. Spans a run: those of the start among them.']
			: []),
		...skipped.map(({ title, why }) => `Not measured: ${title}: ${why}.`),
		...variants.flatMap(({ title, missing }) =>
			missing === null ? [] : `INCOMPLETE: ${title}: ${missing}.`,
		),
	];
}

function startParts({ rounds, variants }: StartResult): [string, string, string[]] {
	return [
		`Starts of a small program; ${rounds} rounds`,
		markdownTable(START_COLUMNS, variants),
		['Added: to a start without a preload in the same round, until the first statement of the program.'],
	];
}

function spanParts({ rounds, spansPerRound, variants, ratio }: SpanResult): [string, string, string[]] {
	return [
		`A span with five attributes: start, end, encode; ${rounds} rounds of ${spansPerRound}`,
		markdownTable(SPAN_COLUMNS, variants),
		[`Glasshouse to the official one, of the same round: ${ratio.median.toFixed(2)} (${range(ratio, 2)}).`],
	];
}
