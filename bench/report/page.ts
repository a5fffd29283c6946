import { filledPage } from '../../scripts/sections';
import { markdownTable, range } from '../markdown';
import { SPAN_COLUMNS, START_COLUMNS } from '../overhead/columns';
import type { RouteResult } from '../overhead/result';
import { describeRoute, routeTables } from '../overhead/table';
import { ROUTES, type RouteName } from '../overhead/variants';
import { ratioChart } from './chart';
import { checksSection } from './checks';
import { goalTable } from './goals';
import { notMeasured } from './notMeasured';
import { overviewSection } from './overview';
import type { Results } from './results';
import { surroundingsSection } from './surroundings';

export const PAGE = 'docs/performance.md';
const CHARTS = 'performance';

/** The page as it is to be. @throws where a marker is missing */
export function performancePage(page: string, results: Results): Promise<string> {
	return filledPage(PAGE, page, {
		goals: goalTable(results),
		surroundings: surroundingsSection(results),
		api: routeSection('api', results),
		page: routeSection('page', results),
		static: routeSection('static', results),
		check: routeSection('check', results),
		start: startSection(results),
		span: spanSection(results),
		checks: checksSection(results),
		overview: overviewSection(results),
	});
}

/** The charts of the page, by their paths from the repository's root. */
export function chartsOf({ routes }: Results): ReadonlyMap<string, string> {
	const charts = [...routes.values()].map((result): [string, string] => [
		`docs/${chartPath(result)}`,
		ratioChart(result, chartTitle(result)),
	]);
	return new Map(charts);
}

function routeSection(name: RouteName, { routes }: Results): string {
	const result = routes.get(name);
	if (result === undefined) return notMeasured(`bench:overhead --route ${name} --save`);
	const { variants, skipped } = result;
	const remarks = [
		...skipped.map(({ title, why }) => `- Not measured: ${title}: ${why}.`),
		...variants.flatMap(({ title, missing }) =>
			missing === null ? [] : `- **Incomplete**: ${title}: ${missing}.`,
		),
	];
	return [
		`![${chartTitle(result)}](${chartPath(result)})`,
		`${describeRoute(result)}.`,
		routeTables(result),
		...(remarks.length === 0 ? [] : [remarks.join('\n')]),
	].join('\n\n');
}

function startSection({ start }: Results): string {
	if (start === undefined) return notMeasured('bench:overhead --start --save');
	return `Medians of ${start.rounds} rounds.\n\n${markdownTable(START_COLUMNS, start.variants)}`;
}

function spanSection({ span }: Results): string {
	if (span === undefined) return notMeasured('bench:overhead --span --save');
	const { rounds, spansPerRound, variants, ratio } = span;
	return [
		`Medians of ${rounds} rounds of ${spansPerRound} spans.`,
		markdownTable(SPAN_COLUMNS, variants),
		`Ours to the official one, of the same round: ${ratio.median.toFixed(2)} (${range(ratio, 2)}).`,
	].join('\n\n');
}

function chartTitle({ measurement }: RouteResult): string {
	const { title, unit } = ROUTES[measurement];
	return `${title}: CPU time a ${unit}, as a ratio to the same untraced`;
}

function chartPath({ measurement }: RouteResult): string {
	return `${CHARTS}/${measurement}.svg`;
}
