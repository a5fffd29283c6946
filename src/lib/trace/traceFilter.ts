import { rootKind } from './kind';
import { traceTimes } from './traceTimes';
import type { TraceSummary } from './wire';

/** What a list of traces is narrowed to. Times are milliseconds since the Unix epoch, durations milliseconds. */
export interface TraceFilter {
	/** Part of the root's name, its route, its service, its status or the trace id; case does not matter. Empty: any. */
	text: string;
	/** The root's name or route; with a `*` behind it, how that begins. See `passesAny` for how several go together. */
	root: readonly string[];
	service: readonly string[];
	/** The root's HTTP status: `404`, a class such as `5xx`, or `none`. */
	status: readonly string[];
	minMs: number | null;
	/** Shorter than this. */
	maxMs: number | null;
	/** Began then or later. */
	fromMs: number | null;
	/** Began before. */
	toMs: number | null;
	errorsOnly: boolean;
	openOnly: boolean;
	/** Only where the same query ran again and again (N+1): its findings tell, not its summary. */
	repeatsOnly: boolean;
	/** Also what pages fetch for themselves, files and updates: many, and all alike. */
	page: boolean;
}

const LONGEST_VALUE = 200;
const MOST_VALUES = 10;

/** Reads `?q=…&root=…&service=…&status=…&minMs=…&maxMs=…&from=…&to=…&errors=1&open=1&repeats=1&page=1`. */
export function readTraceFilter(query: URLSearchParams): TraceFilter {
	return {
		text: (query.get('q') ?? '').trim().slice(0, LONGEST_VALUE),
		root: values(query, 'root'),
		service: values(query, 'service'),
		status: values(query, 'status'),
		minMs: amount(query.get('minMs')),
		maxMs: amount(query.get('maxMs')),
		fromMs: moment(query.get('from')),
		toMs: moment(query.get('to')),
		errorsOnly: query.has('errors'),
		openOnly: query.has('open'),
		repeatsOnly: query.has('repeats'),
		page: query.has('page'),
	};
}

/** Whether a trace passes, as far as its summary tells: of its services the root's alone, of repeats nothing. */
export function matches(trace: TraceSummary, filter: TraceFilter, nowMs: number): boolean {
	return matchesButServices(trace, filter, nowMs) && passesAny([trace.service], filter.service);
}

/** The same without a look at the services, of which a summary knows the root's only. */
export function matchesButServices(trace: TraceSummary, filter: TraceFilter, nowMs: number): boolean {
	if (filter.errorsOnly && trace.errorCount === 0) return false;
	if (filter.openOnly && trace.openCount === 0) return false;
	if (!filter.page && isPageTraffic(trace)) return false;
	if (!passesAny([trace.name, trace.route ?? ''], filter.root)) return false;
	if (!passesAny(statusNames(trace.statusCode), filter.status)) return false;
	return isWithin(trace, filter, nowMs) && hasText(trace, filter.text);
}

/**
 * Whether something of these names passes conditions: it must be one of those that stand plain, if there are any, and
 * none of those behind a `!`.
 */
export function passesAny(names: readonly string[], conditions: readonly string[]): boolean {
	const is = (wanted: string) => names.some((name) => isNamed(name, wanted));
	const wanted = conditions.filter((condition) => !condition.startsWith('!'));
	if (wanted.length > 0 && !wanted.some(is)) return false;
	return !conditions.some((condition) => condition.startsWith('!') && is(condition.slice(1)));
}

/** The same filter, whatever was narrowed by time and duration: what a chart shows in which these are chosen. */
export function withoutRanges(filter: TraceFilter): TraceFilter {
	return { ...filter, minMs: null, maxMs: null, fromMs: null, toMs: null };
}

/** Where pages send what they measured of themselves. */
const FROM_BROWSERS = '/api/v1/telemetry/browser';

/**
 * A request of a page for itself that went well: for a file, which no route answers, for news, which kit answers
 * below `/_app/`, or to tell how the page fared.
 */
export function isPageTraffic(trace: TraceSummary): boolean {
	if (trace.errorCount > 0 || (trace.statusCode ?? 0) >= 400 || rootKind(trace) !== 'S') return false;
	if (trace.route === null) return trace.openCount === 0 && !trace.name.includes('/');
	return trace.route.startsWith('/_app/') || trace.route === FROM_BROWSERS;
}

/** Whether a trace lies in the times and durations of a filter. */
export function isWithin(
	trace: TraceSummary,
	{ minMs, maxMs, fromMs, toMs }: TraceFilter,
	nowMs: number,
): boolean {
	if (minMs === null && maxMs === null && fromMs === null && toMs === null) return true;
	const { startMs, tookMs } = traceTimes(trace, nowMs);
	if (minMs !== null && tookMs < minMs) return false;
	if (maxMs !== null && tookMs >= maxMs) return false;
	return (fromMs === null || startMs >= fromMs) && (toMs === null || startMs < toMs);
}

function hasText(trace: TraceSummary, wanted: string): boolean {
	if (wanted === '') return true;
	const text = wanted.toLowerCase();
	const { name, route, service, traceId, statusCode } = trace;
	return [name, route ?? '', service, traceId, String(statusCode ?? '')].some((place) =>
		place.toLowerCase().includes(text),
	);
}

function statusNames(status: number | null): string[] {
	return status === null ? ['none'] : [String(status), `${Math.floor(status / 100)}xx`];
}

function isNamed(name: string, wanted: string): boolean {
	const [own, asked] = [name.toLowerCase(), wanted.toLowerCase()];
	return asked.endsWith('*') ? own.startsWith(asked.slice(0, -1)) : own === asked;
}

function values(query: URLSearchParams, key: string): string[] {
	const told = query.getAll(key).map((value) => value.trim().slice(0, LONGEST_VALUE));
	return [...new Set(told.filter((value) => value.replace('!', '') !== ''))].slice(0, MOST_VALUES);
}

function amount(text: string | null): number | null {
	const value = text === null || text.trim() === '' ? Number.NaN : Number(text);
	return Number.isFinite(value) && value >= 0 ? value : null;
}

function moment(text: string | null): number | null {
	const value = text === null ? Number.NaN : Date.parse(text);
	return Number.isNaN(value) ? null : value;
}
