import type { BrowserReport, BrowserSpan } from '../../src/lib/server/browser/report';

/** A page that was loaded, painted, touched, and left for another, as its script tells of it. */
export function browserReportOf(traceId: string, parentSpanId: string): BrowserReport {
	const sentAtMs = Date.now();
	const loadId = newId();
	const placed = (given: { parentSpanId: string | null; startMs: number; durationMs: number }) => ({
		traceId,
		spanId: newId(),
		sampled: true,
		...given,
	});
	const vital = (name: 'LCP' | 'INP' | 'CLS', value: number): BrowserSpan => ({
		...placed({ parentSpanId: loadId, startMs: sentAtMs - 500, durationMs: name === 'CLS' ? 0 : value }),
		type: 'vital',
		route: '/',
		name,
		value,
		rating: 'good',
		navigation: 'navigate',
	});
	return {
		sentAtMs,
		heard: { serverMs: sentAtMs - 1000, atMs: sentAtMs - 999 },
		spans: [
			{
				...placed({ parentSpanId, startMs: sentAtMs - 900, durationMs: 300 }),
				spanId: loadId,
				type: 'page_load',
				route: '/',
				navigation: 'navigate',
				phasesMs: { connect: 1, request: 20, response: 2, dom_interactive: 100, dom_content_loaded: 120 },
				transferBytes: 12_345,
			},
			vital('LCP', 250),
			vital('INP', 40),
			vital('CLS', 0.01),
		],
	};
}

/** 16 random lower-case hexadecimal digits. */
export function newId(): string {
	return crypto.getRandomValues(new Uint8Array(8)).toHex();
}
