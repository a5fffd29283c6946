import type { BrowserSpan } from '$server/browser/report';
import { newSpanId } from './ids';
import type { ServerTrace } from './serverTrace';

type PageLoad = Extract<BrowserSpan, { type: 'page_load' }>;

const TYPES = ['navigate', 'reload', 'back_forward', 'prerender'] as const;

/** What a page load was like; its times are `performance.now()`s. */
export interface LoadTiming extends Pick<
	PerformanceNavigationTiming,
	| 'domainLookupStart'
	| 'domainLookupEnd'
	| 'connectStart'
	| 'connectEnd'
	| 'requestStart'
	| 'responseStart'
	| 'responseEnd'
	| 'domInteractive'
	| 'domContentLoadedEventEnd'
	| 'loadEventEnd'
	| 'transferSize'
> {
	readonly type: string;
}

/**
 * The load as a child of the request that answered it: from the first byte of the answer on, for what came before is
 * the server's to tell, and how long the way took stands in `phasesMs`.
 * @param paintedMs first contentful paint, where there was one
 */
export function pageLoadSpan(
	timing: LoadTiming,
	server: ServerTrace,
	timeOriginMs: number,
	route: string | null,
	paintedMs: number | undefined,
): PageLoad {
	return {
		type: 'page_load',
		traceId: server.traceId,
		spanId: newSpanId(),
		parentSpanId: server.spanId,
		sampled: server.sampled,
		startMs: timeOriginMs + timing.responseStart,
		durationMs: Math.max(0, timing.loadEventEnd - timing.responseStart),
		route,
		navigation: TYPES.find((type) => type === timing.type) ?? 'navigate',
		phasesMs: phases(timing, paintedMs),
		transferBytes: timing.transferSize,
	};
}

function phases(timing: LoadTiming, paintedMs: number | undefined): PageLoad['phasesMs'] {
	return {
		dns: between(timing.domainLookupStart, timing.domainLookupEnd),
		connect: between(timing.connectStart, timing.connectEnd),
		request: between(timing.requestStart, timing.responseStart),
		response: between(timing.responseStart, timing.responseEnd),
		dom_interactive: timing.domInteractive,
		dom_content_loaded: timing.domContentLoadedEventEnd,
		first_contentful_paint: paintedMs,
	};
}

/** What did not happen, such as connecting where a connection was there, takes no time. */
function between(fromMs: number, toMs: number): number | undefined {
	return toMs > fromMs ? toMs - fromMs : undefined;
}
