import type { MetricDefinition } from '../../src/telemetry/definition';
import type { Dialect, Matcher } from './dialects';
import { isCounter, isHistogram, type Part } from './names';

/** PromQL that is written once, and said in the names of whoever reads it. */
export interface Expression {
	in(dialect: Dialect): string;
	/** Whether it needs brackets beside an operator. */
	readonly isCompound: boolean;
}

/** An attribute of a metric, or what every series has of its resource. */
export type Key<M extends MetricDefinition> =
	M['attributes'][number] | 'service.name' | 'service.instance.id';

/** Which series, and what of them stays apart. */
export interface Narrowed<M extends MetricDefinition> {
	readonly by?: readonly Key<M>[];
	/** Conditions in PromQL: `{ 'error.type': '!=""' }`. */
	readonly where?: Partial<Record<Key<M>, string>>;
	/** The window of a rate, where it is not the dialect's. */
	readonly over?: string;
}

/** Sums, counts or takes the largest of: how many series become one. */
type Aggregation = 'sum' | 'max' | 'min' | 'avg';

/** How often a second something was counted, or measured. */
export function perSecond<M extends MetricDefinition>(metric: M, narrowed: Narrowed<M> = {}): Expression {
	const part = isHistogram(metric) ? 'count' : 'value';
	return aggregated('sum', narrowed.by, ratesOf(metric, part, narrowed));
}

/** How much a second was measured, all together: the sum of a histogram. */
export function amountPerSecond<M extends MetricDefinition>(
	metric: M,
	narrowed: Narrowed<M> = {},
): Expression {
	return aggregated('sum', narrowed.by, ratesOf(metric, 'sum', narrowed));
}

/** How often a second it was at most that, which must be a bound of the histogram. */
export function perSecondUpTo<M extends MetricDefinition>(
	metric: M,
	bound: number,
	narrowed: Narrowed<M> = {},
): Expression {
	if (metric.buckets?.includes(bound) !== true) throw new Error(`${metric.name} has no bound at ${bound}`);
	// Whole bounds are told with and without a fraction, by format and by version.
	const le = Number.isInteger(bound) ? `=~"${bound}|${bound}.0"` : `="${bound}"`;
	return aggregated('sum', narrowed.by, ratesOf(metric, 'bucket', narrowed, [['le', le]]));
}

/** @param q from 0 to 1 */
export function quantile<M extends MetricDefinition>(
	q: number,
	metric: M,
	narrowed: Narrowed<M> = {},
): Expression {
	const buckets = aggregated('sum', ['le', ...(narrowed.by ?? [])], ratesOf(metric, 'bucket', narrowed));
	return simple((dialect) => `histogram_quantile(${q}, ${buckets.in(dialect)})`);
}

/** What something that goes up and down is now. */
export function now<M extends MetricDefinition>(
	metric: M,
	narrowed: Omit<Narrowed<M>, 'over'> = {},
	how: Aggregation = 'sum',
): Expression {
	if (isCounter(metric) || isHistogram(metric)) throw new Error(`${metric.name} is told by its rate`);
	return aggregated(
		how,
		narrowed.by,
		simple((dialect) => dialect.selector(metric, 'value', matchers(dialect, narrowed.where))),
	);
}

export const divided = operator('/');
export const times = operator('*');
/** The first, and the second where the first has nothing under the same labels. */
export const or = operator('or');

/** The sum of what has the same labels. */
export function added(...parts: readonly Expression[]): Expression {
	return { in: (dialect) => parts.map((part) => bracketed(part, dialect)).join(' + '), isCompound: true };
}

/** Zero instead of nothing: what has never happened is not told at all. */
export function orZero(expression: Expression): Expression {
	return or(expression, constant('vector(0)'));
}

/** A share of a whole, under the whole's labels: zero where there is none of the part. */
export function share(part: Expression, whole: Expression): Expression {
	return divided(or(part, times(constant('0'), whole)), whole);
}

/** Under its own name where rules are recorded, spelt out elsewhere. */
export function recorded(name: string, expression: Expression): Expression {
	return {
		in: (dialect) => (dialect.hasRecordings ? name : expression.in(dialect)),
		isCompound: expression.isCompound,
	};
}

export function constant(text: string): Expression {
	return simple(() => text);
}

function ratesOf<M extends MetricDefinition>(
	metric: M,
	part: Part,
	{ where, over }: Narrowed<M>,
	further: readonly Matcher[] = [],
): Expression {
	if (part === 'value' && !isCounter(metric)) throw new Error(`${metric.name} is no counter`);
	if (part !== 'value' && !isHistogram(metric)) throw new Error(`${metric.name} is no histogram`);
	return simple((dialect) => {
		const selector = dialect.selector(metric, part, [...matchers(dialect, where), ...further]);
		return `rate(${selector}[${over ?? dialect.window}])`;
	});
}

function matchers(dialect: Dialect, where: Partial<Record<string, string>> = {}): Matcher[] {
	const own = Object.entries(where).flatMap(([key, condition]): Matcher[] =>
		condition === undefined ? [] : [[key, condition]],
	);
	return [...dialect.chosen, ...own];
}

function aggregated(how: Aggregation, by: readonly string[] | undefined, inner: Expression): Expression {
	return simple((dialect) => {
		const labels = by === undefined || by.length === 0 ? '' : ` by (${by.map(dialect.label).join(', ')}) `;
		return `${how}${labels}(${inner.in(dialect)})`;
	});
}

function operator(sign: string) {
	return (left: Expression, right: Expression): Expression => ({
		in: (dialect) => `${bracketed(left, dialect)} ${sign} ${bracketed(right, dialect)}`,
		isCompound: true,
	});
}

function bracketed(expression: Expression, dialect: Dialect): string {
	const text = expression.in(dialect);
	return expression.isCompound ? `(${text})` : text;
}

function simple(render: (dialect: Dialect) => string): Expression {
	return { in: render, isCompound: false };
}
