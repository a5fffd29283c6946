import { rootKind } from './kind';
import type { TraceSummary } from './wire';

export interface TraceFilter {
	/** Part of the root's name, its route, its service or its trace id; case does not matter. Empty: any. */
	text: string;
	errorsOnly: boolean;
	openOnly: boolean;
	/** Also what pages fetch for themselves, files and updates: many, and all alike. */
	page: boolean;
}

/** Reads `?q=…&errors=1&open=1&page=1`. */
export function readTraceFilter(query: URLSearchParams): TraceFilter {
	return {
		text: (query.get('q') ?? '').trim().slice(0, 200),
		errorsOnly: query.has('errors'),
		openOnly: query.has('open'),
		page: query.has('page'),
	};
}

export function matches(trace: TraceSummary, filter: TraceFilter): boolean {
	if (filter.errorsOnly && trace.errorCount === 0) return false;
	if (filter.openOnly && trace.openCount === 0) return false;
	if (!filter.page && isPageTraffic(trace)) return false;
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

/**
 * A request of a page for itself that went well: for a file, which no route answers, or for news, which kit answers
 * below `/_app/`.
 */
export function isPageTraffic(trace: TraceSummary): boolean {
	if (trace.errorCount > 0 || (trace.statusCode ?? 0) >= 400 || rootKind(trace) !== 'S') return false;
	return trace.route?.startsWith('/_app/') ?? (trace.openCount === 0 && !trace.name.includes('/'));
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
	if (filter.page) query.set('page', '1');
	return query;
}
