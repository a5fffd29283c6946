import { expect, test } from 'bun:test';
import { browserReport } from '$server/browser/report';
import { pageLoadSpan } from './pageLoad';

const SERVER = {
	traceId: '0af7651916cd43dd8448eb211c80319c',
	spanId: 'b7ad6b7169203331',
	sampled: true,
	serverMs: 0,
};
const TIMING = {
	type: 'reload',
	domainLookupStart: 3,
	domainLookupEnd: 3,
	connectStart: 3,
	connectEnd: 5.5,
	requestStart: 6,
	responseStart: 40,
	responseEnd: 42,
	domInteractive: 80,
	domContentLoadedEventEnd: 90,
	loadEventEnd: 120,
	transferSize: 4711,
};

test('a page load goes on where the server has answered, and is what the server takes', () => {
	const span = pageLoadSpan(TIMING, SERVER, 1_700_000_000_000, '/runs/[id]', 85);
	expect(span).toMatchObject({
		traceId: SERVER.traceId,
		parentSpanId: SERVER.spanId,
		startMs: 1_700_000_000_040,
		durationMs: 80,
		navigation: 'reload',
		phasesMs: { connect: 2.5, request: 34, response: 2, dom_interactive: 80, first_contentful_paint: 85 },
	});
	expect(span.phasesMs.dns).toBeUndefined();
	const sent: unknown = JSON.parse(JSON.stringify({ sentAtMs: 1, heard: null, spans: [span] }));
	expect(browserReport.safeParse(sent).success).toBe(true);
});

test('a page that was left before it was there takes no time', () => {
	const span = pageLoadSpan({ ...TIMING, loadEventEnd: 0, type: 'other' }, SERVER, 0, null, undefined);
	expect(span).toMatchObject({ durationMs: 0, navigation: 'navigate' });
});
