import type { BrushedRanges } from '../charts/heatBrush';

/** The list of traces with parts of its query changed, from its first page; `null` takes a part away. */
export function tracesLink(search: string, changes: Readonly<Record<string, string | null>>): string {
	const query = new URLSearchParams(search);
	query.delete('part');
	for (const [name, value] of Object.entries(changes)) {
		if (value === null) query.delete(name);
		else query.set(name, value);
	}
	return `/traces?${query}`;
}

/** The list narrowed to times and durations. */
export function rangesLink(search: string, { fromMs, toMs, minMs, maxMs }: BrushedRanges): string {
	const moment = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());
	const amount = (ms: number | null) => (ms === null ? null : String(ms));
	return tracesLink(search, {
		from: moment(fromMs),
		to: moment(toMs),
		minMs: amount(minMs),
		maxMs: amount(maxMs),
	});
}

/** To the comparison of two traces, the older as A; of one, with the median of its route. */
export function compareLink(picked: readonly { traceId: string; startTimeUnixNano: string }[]): string {
	const inOrder = picked.toSorted((one, other) =>
		Number(BigInt(one.startTimeUnixNano) - BigInt(other.startTimeUnixNano)),
	);
	const [a, b] = inOrder.map(({ traceId }) => traceId);
	return b === undefined ? `/traces/compare?b=${a ?? ''}` : `/traces/compare?a=${a}&b=${b}`;
}
