import {
	ROUTE_RESULT,
	SPAN_RESULT,
	START_RESULT,
	type RouteResult,
	type SpanResult,
	type StartResult,
} from '../overhead/result';
import { savedResults } from '../results';
import { CHECKS_RESULT, type ChecksResult } from './checksResult';
import { OVERVIEW_RESULT, type OverviewResult } from './overviewResult';

/** What there is to report; what was never measured is not there. */
export interface Results {
	/** By the name of the route. */
	readonly routes: ReadonlyMap<string, RouteResult>;
	readonly start: StartResult | undefined;
	readonly span: SpanResult | undefined;
	/** Of `bun run bench:checks`, by the name of its file: `checks`, and `checks-…` for those of other kinds. */
	readonly checks: ReadonlyMap<string, ChecksResult>;
	readonly overview: OverviewResult | undefined;
}

/** @throws where a file is not of the form that the benchmarks write */
export function readResults(saved: ReadonlyMap<string, unknown> = savedResults()): Results {
	const routes = ROUTE_RESULT.shape.measurement.options.filter((name) => saved.has(name));
	const checks = [...saved.keys()].filter((name) => /^checks(-|$)/.test(name));
	return {
		routes: new Map(routes.map((name) => [name, ROUTE_RESULT.parse(saved.get(name))])),
		start: START_RESULT.optional().parse(saved.get('start')),
		span: SPAN_RESULT.optional().parse(saved.get('span')),
		checks: new Map(checks.map((name) => [name, CHECKS_RESULT.parse(saved.get(name))])),
		overview: OVERVIEW_RESULT.optional().parse(saved.get('overview')),
	};
}
