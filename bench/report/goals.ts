import { markdownTable, type Column } from '../markdown';
import type { VariantResult } from '../overhead/result';
import type { Results } from './results';

/** What is to be reached: at most so much, or at least. */
interface Goal {
	readonly title: string;
	readonly must: number;
	/** Where there is more to wish for. */
	readonly reachFor?: number;
	readonly atLeast?: true;
	/** With its unit, as it is shown. */
	readonly show: (value: number) => string;
	/** `undefined` where it was not measured. */
	readonly measured: (results: Results) => number | undefined;
	/** The same, of what everybody does. */
	readonly stock: (results: Results) => number | undefined;
}

const ratio = (value: number) => value.toFixed(2);
const addedMegabytes = (value: number) => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(0)} MB`;
const milliseconds = (value: number) => `${value.toFixed(0)} ms`;
const micros = (value: number) => `${value.toFixed(2)} µs`;
const perSecond = (value: number) => `${value} runs/s`;

/** In the order of the page. */
const GOALS: readonly Goal[] = [
	{
		title: 'CPU time a request, all three signals, 100 % sampled and exported, to untraced',
		...{ must: 1.45, reachFor: 1.25, show: ratio },
		measured: ratioOf('glasshouse'),
		stock: ratioOf('stock-server'),
	},
	{
		title: 'CPU time a request, 10 % and what matters, to untraced',
		...{ must: 1.3, reachFor: 1.15, show: ratio },
		measured: ratioOf('glasshouse-10'),
		stock: () => undefined,
	},
	{
		title: 'CPU time a request, `OTEL_SDK_DISABLED=true`, to untraced',
		...{ must: 1.05, reachFor: 1, show: ratio },
		measured: ratioOf('glasshouse-disabled'),
		stock: () => undefined,
	},
	{
		title: 'Peak RSS added, 100 %',
		...{ must: 25, reachFor: 10, show: addedMegabytes },
		measured: addedRssOf('glasshouse'),
		stock: addedRssOf('stock-server'),
	},
	{
		title: 'Time that the preload adds to the start',
		...{ must: 80, reachFor: 30, show: milliseconds },
		measured: addedStartOf('glasshouse'),
		stock: addedStartOf('stock'),
	},
	{
		title: 'One span with five attributes: start, end, encode',
		...{ must: 1.5, reachFor: 0.7, show: micros },
		measured: microsOf('glasshouse'),
		stock: microsOf('official'),
	},
	{
		title: 'Runs of checks that one process sustains, all traced',
		...{ must: 100, reachFor: 200, show: perSecond, atLeast: true },
		measured: ({ checks }) => checks.get('checks')?.sustained ?? undefined,
		stock: () => undefined,
	},
	{
		title: 'The overview with 1,000 checks and 1,000,000 runs, traced: p95 of the server’s time',
		...{ must: 50, show: milliseconds },
		measured: overviewMs,
		stock: () => undefined,
	},
];

const COLUMNS: readonly Column<{ goal: Goal; results: Results }>[] = [
	{ title: 'goal', cell: ({ goal }) => goal.title },
	{ title: 'stock, same run', cell: ({ goal, results }) => shown(goal, goal.stock(results)) },
	{ title: 'must reach', cell: ({ goal }) => goal.show(goal.must) },
	{ title: 'reach for', cell: ({ goal }) => shown(goal, goal.reachFor) },
	{ title: 'measured', cell: ({ goal, results }) => shown(goal, goal.measured(results)) },
	{ title: 'reached', cell: ({ goal, results }) => verdict(goal, goal.measured(results)) },
];

/** Every goal, beside what was measured. */
export function goalTable(results: Results): string {
	return markdownTable(
		COLUMNS,
		GOALS.map((goal) => ({ goal, results })),
	);
}

function shown({ show }: Goal, value: number | undefined): string {
	return value === undefined ? '–' : show(value);
}

/** By the value itself, not by what rounding makes of it. */
function verdict({ must, reachFor, atLeast }: Goal, value: number | undefined): string {
	const meets = (bound: number) =>
		value !== undefined && (atLeast === true ? value >= bound : value <= bound);
	if (value === undefined) return 'not measured';
	if (reachFor !== undefined && meets(reachFor)) return 'yes, both';
	return meets(must) ? 'yes' : '**no**';
}

function ofApi(results: Results, name: string): VariantResult | undefined {
	return variantOf(results.routes.get('api'), name);
}

function ratioOf(name: string) {
	return (results: Results) => ofApi(results, name)?.ratio.median;
}

function addedRssOf(name: string) {
	return (results: Results) => {
		const own = ofApi(results, name);
		const base = own && ofApi(results, own.baseline);
		return own && base && (own.peakRssBytes - base.peakRssBytes) / 1e6;
	};
}

function addedStartOf(name: string) {
	return ({ start }: Results) => variantOf(start, name)?.addedMs.median;
}

/** Of the page itself, for who asks alone; with less than the goal speaks of, it says nothing. */
function overviewMs({ overview }: Results) {
	if (overview === undefined || overview.options.checks < 1_000 || overview.options.runs < 1_000_000)
		return undefined;
	return overview.measured.find(({ path, askers }) => path === '/' && askers === 1)?.server.p95;
}

function microsOf(name: string) {
	return ({ span }: Results) => variantOf(span, name)?.micros.median;
}

function variantOf<V extends { readonly name: string }>(
	result: { readonly variants: readonly V[] } | undefined,
	name: string,
): V | undefined {
	return result?.variants.find((variant) => variant.name === name);
}
