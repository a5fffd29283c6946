import type { BrowserReport } from '$server/browser/report';
import { Navigations } from './navigations';
import { Outbox } from './outbox';
import { pageLoadSpan } from './pageLoad';
import type { ServerTrace } from './serverTrace';
import { followVitals } from './vitals';

const ADDRESS = '/api/v1/telemetry/browser';

/**
 * Telemetry of the page that is open: its load and its web vitals in the trace of the request that it came by, and a
 * trace for each navigation from there.
 * @param route of kit, under which the page was loaded
 */
export function startBrowserTelemetry(server: ServerTrace, route: string | null): Navigations {
	const [timing] = performance.getEntriesByType('navigation');
	const answeredMs = timing instanceof PerformanceNavigationTiming ? timing.responseStart : 0;
	const outbox = new Outbox({
		send,
		heard: { serverMs: server.serverMs, atMs: performance.timeOrigin + answeredMs },
		isHidden: () => document.visibilityState === 'hidden',
		now: () => performance.timeOrigin + performance.now(),
		after: (ms, callback) => void setTimeout(callback, ms),
	});
	const navigations = new Navigations({
		sampled: server.sampled,
		tell: (span) => outbox.add(span),
		now: () => performance.timeOrigin + performance.now(),
		origin: location.origin,
	});
	globalThis.fetch = navigations.traced(globalThis.fetch.bind(globalThis));
	const leave = () => {
		navigations.settle();
		outbox.flush();
	};
	addEventListener('visibilitychange', leave);
	addEventListener('pagehide', leave);
	afterLoad(() => tellOfLoad(server, route, outbox));
	return navigations;
}

function tellOfLoad(server: ServerTrace, route: string | null, outbox: Outbox): void {
	const [timing] = performance.getEntriesByType('navigation');
	if (!(timing instanceof PerformanceNavigationTiming)) return;
	const paintedMs = performance.getEntriesByName('first-contentful-paint')[0]?.startTime;
	const load = pageLoadSpan(timing, server, performance.timeOrigin, route, paintedMs);
	outbox.add(load);
	followVitals({ ...load, beganMs: timing.responseStart }, (span) => outbox.add(span));
}

/** When `loadEventEnd` is known, which is a turn after the event. */
function afterLoad(callback: () => void): void {
	const soon = () => void setTimeout(callback);
	if (document.readyState === 'complete') soon();
	else addEventListener('load', soon, { once: true });
}

/** A beacon outlives its page, and takes the session's cookie along. */
function send(report: BrowserReport): boolean {
	return navigator.sendBeacon(ADDRESS, new Blob([JSON.stringify(report)], { type: 'application/json' }));
}
