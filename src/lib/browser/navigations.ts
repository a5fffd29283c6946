import type { BrowserSpan } from '$server/browser/report';
import { newSpanId, newTraceId } from './ids';
import { traceparent } from './serverTrace';

type NavigationSpan = Extract<BrowserSpan, { type: 'navigation' }>;
type FetchSpan = Extract<BrowserSpan, { type: 'fetch' }>;

/** What kit tells of a navigation as it begins. */
export interface Beginning {
	readonly from: string | null;
	readonly to: string | null;
	readonly type: NavigationSpan['navigation'];
	/** Where it leads. */
	readonly path: string;
}

export interface NavigationSettings {
	/** Decided once for a page load, and the same for all that follows in it. */
	readonly sampled: boolean;
	readonly tell: (span: BrowserSpan) => void;
	/** Milliseconds since the Unix epoch, by a clock that does not jump. */
	readonly now: () => number;
	/** Of the page; requests to others are nobody's business. */
	readonly origin: string;
}

interface Open extends Beginning {
	readonly trace: NavigationTrace;
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;
/** How the path ends under which kit fetches the data of a page. */
const DATA = '/__data.json';

/**
 * Each navigation within the app is a trace of its own, with the page at its root: what it fetches meanwhile carries
 * the trace to the server, whose spans stand below. What kit fetches when a link is touched, before it is followed,
 * belongs to the navigation too, where one comes of it.
 */
export class Navigations {
	private open: Open | undefined;
	private preload: { readonly path: string; readonly trace: NavigationTrace } | undefined;

	constructor(private readonly settings: NavigationSettings) {}

	/** One that was not over is aborted by it. */
	begin(beginning: Beginning): void {
		this.end(true);
		const isPreloaded = this.preload?.path === dataPath(beginning.path);
		const preloaded = isPreloaded ? this.preload?.trace : undefined;
		if (isPreloaded) this.preload = undefined;
		else this.settle();
		const trace = preloaded ?? this.newTrace();
		trace.decide(true);
		this.open = { ...beginning, trace };
	}

	end(aborted: boolean): void {
		const { open } = this;
		if (open === undefined) return;
		this.open = undefined;
		const { sampled, tell, now } = this.settings;
		const { trace, from, to: route, type: navigation } = open;
		const { traceId, spanId, startMs } = trace;
		const place = { traceId, spanId, parentSpanId: null, sampled, startMs, durationMs: now() - startMs };
		tell({ ...place, type: 'navigation', route, from, navigation, aborted });
	}

	/** What was fetched for a navigation that has not come is told without one. */
	settle(): void {
		this.preload?.trace.decide(false);
		this.preload = undefined;
	}

	/** `fetch` as it was, but for what a navigation asks of the server that the page is from. */
	traced(fetch: typeof globalThis.fetch): typeof globalThis.fetch {
		const traced = (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
			const url = this.ownUrl(input);
			if (url === undefined) return fetch(input, init);
			const trace = this.open?.trace ?? this.preloading(url.pathname);
			return trace === undefined ? fetch(input, init) : this.follow(trace, url.pathname, fetch, input, init);
		};
		return Object.assign(traced, fetch);
	}

	private preloading(path: string): NavigationTrace | undefined {
		if (!path.endsWith(DATA)) return undefined;
		this.settle();
		this.preload = { path, trace: this.newTrace() };
		return this.preload.trace;
	}

	private follow(
		trace: NavigationTrace,
		path: string,
		fetch: typeof globalThis.fetch,
		input: RequestInfo | URL,
		init: RequestInit | undefined,
	): Promise<Response> {
		const { sampled, now } = this.settings;
		const { traceId } = trace;
		const spanId = newSpanId();
		const startMs = now();
		const given = init?.headers ?? (input instanceof Request ? input.headers : undefined);
		const headers = new Headers(given);
		headers.set('traceparent', traceparent(traceId, spanId, sampled));
		const answer = fetch(input, { ...init, headers });
		const method = methodOf(input, init);
		const answered = (status: number | null) => {
			if (method === undefined) return;
			const place = { traceId, spanId, parentSpanId: null, sampled, startMs, durationMs: now() - startMs };
			trace.tell({ ...place, type: 'fetch', method, path: path.slice(0, 500), status });
		};
		answer.then(
			({ status }) => answered(status),
			() => answered(null),
		);
		return answer;
	}

	private newTrace(): NavigationTrace {
		const { now, tell } = this.settings;
		return new NavigationTrace(now(), tell);
	}

	private ownUrl(input: RequestInfo | URL): URL | undefined {
		const url = URL.parse(input instanceof Request ? input.url : String(input), this.settings.origin);
		return url?.origin === this.settings.origin ? url : undefined;
	}
}

/** What is fetched in it waits until it is known whether there is a navigation to be its parent. */
class NavigationTrace {
	readonly traceId = newTraceId();
	/** Of the navigation, where there is one. */
	readonly spanId = newSpanId();
	private hasNavigation: boolean | undefined;
	private waiting: FetchSpan[] = [];

	constructor(
		readonly startMs: number,
		private readonly send: (span: BrowserSpan) => void,
	) {}

	decide(hasNavigation: boolean): void {
		this.hasNavigation = hasNavigation;
		const waiting = this.waiting;
		this.waiting = [];
		for (const span of waiting) this.tell(span);
	}

	tell(span: FetchSpan): void {
		if (this.hasNavigation === undefined) this.waiting.push(span);
		else this.send({ ...span, parentSpanId: this.hasNavigation ? this.spanId : null });
	}
}

function dataPath(path: string): string {
	return path.replace(/\/$/, '') + DATA;
}

function methodOf(input: RequestInfo | URL, init: RequestInit | undefined): FetchSpan['method'] | undefined {
	const given = init?.method ?? (input instanceof Request ? input.method : 'GET');
	return METHODS.find((method) => method === given.toUpperCase());
}
