import type { Labels } from './prometheus';
import { groupingsOf, selectorsOf } from './promql';

/**
 * What an expression names and no series has: a metric, or a metric and a label of it that is asked about or kept.
 * @param recorded names that rules give, which no app emits
 */
export function unknownIn(
	expression: string,
	series: readonly Labels[],
	recorded: ReadonlySet<string>,
): string[] {
	const asked = selectorsOf(expression).filter(({ name }) => !recorded.has(name));
	const meant = asked.flatMap(({ name }) => series.filter(({ __name__ }) => __name__ === name));
	return [
		...asked.flatMap(({ name, labels }) => unknownLabels(name, labels, series)),
		...(meant.length === 0 ? [] : groupingsOf(expression))
			.filter((label) => !meant.some((one) => label in one))
			.map((label) => `${asked.map(({ name }) => name).join()} ${label}`),
	];
}

function unknownLabels(name: string, labels: readonly string[], series: readonly Labels[]): string[] {
	const meant = series.filter(({ __name__ }) => __name__ === name);
	if (meant.length === 0) return [name];
	return labels.filter((label) => !meant.some((one) => label in one)).map((label) => `${name} ${label}`);
}
