import { rootKind } from './kind';
import type { TraceSummary } from './wire';

export interface TraceFilter {
	/** Part of the root's name, its route, its service or its trace id; case does not matter. Empty: any. */
	text: string;
	errorsOnly: boolean;
	openOnly: boolean;
	/** Also requests that no route answered, such as those for static files: many, and all alike. */
	unrouted: boolean;
}

/** Reads `?q=…&errors=1&open=1&unrouted=1`. */
export function readTraceFilter(query: URLSearchParams): TraceFilter {
	return {
		text: (query.get('q') ?? '').trim().slice(0, 200),
		errorsOnly: query.has('errors'),
		openOnly: query.has('open'),
		unrouted: query.has('unrouted'),
	};
}

export function matches(trace: TraceSummary, filter: TraceFilter): boolean {
	if (filter.errorsOnly && trace.errorCount === 0) return false;
	if (filter.openOnly && trace.openCount === 0) return false;
	if (!filter.unrouted && isUnrouted(trace)) return false;
	const text = filter.text.toLowerCase();
	const places = [
		trace.name,
		trace.route ?? '',
		trace.service,
		trace.traceId,
		String(trace.statusCode ?? ''),
	];
	return places.some((place) => place.toLowerCase().includes(text));
}

/** A request that no route answered and that went well: a file of the page, or a page keeping itself up to date. */
export function isUnrouted(trace: TraceSummary): boolean {
	const quiet = trace.errorCount === 0 && trace.openCount === 0 && (trace.statusCode ?? 0) < 400;
	return rootKind(trace) === 'S' && trace.route === null && trace.runId === null && quiet;
}

/** The conditions in force, each with the query that leaves it out: what an empty list offers to remove. */
export function conditions(filter: TraceFilter): { words: string; without: string }[] {
	const all = [
		{ on: filter.text !== '', key: 'q', words: `text contains “${filter.text}”` },
		{ on: filter.errorsOnly, key: 'errors', words: 'errors only' },
		{ on: filter.openOnly, key: 'open', words: 'still open' },
	].filter((condition) => condition.on);
	return all.map(({ key, words }) => ({ words, without: `?${queryOf(filter, key)}` }));
}

function queryOf(filter: TraceFilter, except: string): URLSearchParams {
	const query = new URLSearchParams();
	if (filter.text !== '' && except !== 'q') query.set('q', filter.text);
	if (filter.errorsOnly && except !== 'errors') query.set('errors', '1');
	if (filter.openOnly && except !== 'open') query.set('open', '1');
	if (filter.unrouted) query.set('unrouted', '1');
	return query;
}
