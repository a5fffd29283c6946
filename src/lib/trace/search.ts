import { exceptionOf } from './marks';
import { spanName } from './spanName';
import { walk, type SpanTree } from './tree';
import { valueText } from './valueText';
import type { Attributes, LogLine, TraceSpan } from './wire';

/** A text longer than this is searched only so far: values are cut by the server long before. */
const MOST_CHARACTERS = 20_000;

/**
 * Searches a trace: names, services, ids, attributes (`key`, value or `key=value`), events, links and log lines; case does
 * not matter. What is searched of a span is put together once, at the first search.
 * @returns of a text, the ids of the spans in which it occurs, in the order of the tree; none for an empty text
 */
export function searcher(
	tree: SpanTree,
	logs: ReadonlyMap<string, readonly LogLine[]>,
): (text: string) => string[] {
	let texts: { spanId: string; text: string }[] | null = null;
	return (text) => {
		const sought = text.trim().toLowerCase();
		if (sought === '') return [];
		texts ??= [...walk(tree.roots)].map(({ span }) => ({
			spanId: span.spanId,
			text: searchText(span, logs.get(span.spanId) ?? []),
		}));
		return texts.filter((each) => each.text.includes(sought)).map((each) => each.spanId);
	};
}

/** The id that comes next (`by` 1) or before (−1) in an order, around its ends; from elsewhere, the nearest after or before. */
export function stepThrough(
	ids: readonly string[],
	by: 1 | -1,
	currentId: string | null,
	order: ReadonlyMap<string, number>,
): string | null {
	if (ids.length === 0) return null;
	const here = currentId === null ? undefined : order.get(currentId);
	if (here === undefined) return (by === 1 ? ids[0] : ids.at(-1)) ?? null;
	const placeOf = (id: string) => order.get(id) ?? -1;
	const found = by === 1 ? ids.find((id) => placeOf(id) > here) : ids.findLast((id) => placeOf(id) < here);
	return found ?? (by === 1 ? ids[0] : ids.at(-1)) ?? null;
}

function searchText(span: TraceSpan, logs: readonly LogLine[]): string {
	const parts = [
		span.name,
		spanName(span),
		span.service,
		span.scope,
		span.spanId,
		span.status.message ?? '',
		...attributeTexts(span.attributes),
		...span.events.flatMap((event) => {
			const { type = '', message = '' } = exceptionOf(event) ?? {};
			return [event.name, `${type}: ${message}`, ...attributeTexts(event.attributes)];
		}),
		...span.links.map((link) => link.traceId),
		...logs.flatMap((line) => [`${line.level} ${line.message}`, ...attributeTexts(line.attributes)]),
	];
	return parts.join('\n').slice(0, MOST_CHARACTERS).toLowerCase();
}

function attributeTexts(attributes: Attributes): string[] {
	return Object.entries(attributes).map(([key, value]) => `${key}=${valueText(value)}`);
}
