import type { TraceSummary } from '$trace/wire';

const MOST_ROOTS = 25;

/** Conditions that would let something through, as they are typed; the most frequent roots first. */
export function traceSuggestions(traces: readonly TraceSummary[]): string[] {
	return [
		...frequent(traces.map(({ service }) => service)).map((service) => `service is ${service}`),
		...frequent(traces.flatMap(({ statusCode }) => statusCode ?? [])).map((status) => `status is ${status}`),
		...frequent(traces.map(({ name }) => name))
			.slice(0, MOST_ROOTS)
			.map((name) => `root is ${name}`),
		'duration > 1 s',
		'duration < 100 ms',
	];
}

function frequent<T>(values: readonly T[]): T[] {
	const counts = new Map<T, number>();
	for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
	return [...counts].sort(([, a], [, b]) => b - a).map(([value]) => value);
}
