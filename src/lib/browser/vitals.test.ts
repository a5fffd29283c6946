import { expect, test } from 'bun:test';
import type { CLSMetric, INPMetric, LCPMetric } from 'web-vitals';
import { browserReport } from '$server/browser/report';
import { vitalSpan } from './vitals';

const LOAD = {
	traceId: '0af7651916cd43dd8448eb211c80319c',
	spanId: 'b7ad6b7169203331',
	sampled: true,
	route: '/',
	beganMs: 40,
};
const metric = (name: string, value: number, startTime: number) =>
	({ name, value, rating: 'good', navigationType: 'navigate', entries: [{ startTime }] }) as unknown as
		LCPMetric | INPMetric | CLSMetric;

test.each([
	['LCP', 120, 120, 1_040, 80],
	['LCP', 30, 30, 1_040, 0],
	['INP', 64, 5_000, 6_000, 64],
	['CLS', 0.02, 700, 1_700, 0],
])('%s of %d', (name, value, startTime, startMs, durationMs) => {
	const span = vitalSpan(metric(name, value, startTime), LOAD, 1_000);
	expect(span).toMatchObject({ name, value, startMs, durationMs, parentSpanId: LOAD.spanId });
	expect(browserReport.safeParse({ sentAtMs: 1, heard: null, spans: [span] }).success).toBe(true);
});
