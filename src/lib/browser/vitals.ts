import { onCLS, onINP, onLCP, type CLSMetric, type INPMetric, type LCPMetric } from 'web-vitals';
import type { VitalSpan } from '$server/browser/report';
import { newSpanId } from './ids';
import type { ServerTrace } from './serverTrace';

type Metric = LCPMetric | INPMetric | CLSMetric;

/** The load that vitals belong to. */
export interface Loaded extends Pick<ServerTrace, 'traceId' | 'sampled'> {
	/** Of its span. */
	readonly spanId: string;
	readonly route: string | null;
	/** When its span began, by `performance.now()`. */
	readonly beganMs: number;
}

/**
 * Tells of the web vitals (https://web.dev/articles/vitals) when they are final, which is mostly when the page is left.
 * @param tell must not throw
 */
export function followVitals(load: Loaded, tell: (span: VitalSpan) => void): void {
	const told = (metric: Metric) => tell(vitalSpan(metric, load, performance.timeOrigin));
	onLCP(told);
	onINP(told);
	onCLS(told);
}

/** What it measures, as a stretch of the page's time: of a shift of the layout only the moment is known. */
export function vitalSpan(metric: Metric, load: Loaded, timeOriginMs: number): VitalSpan {
	const { name, value, rating, navigationType: navigation } = metric;
	const { fromMs, toMs } = stretchOf(metric, load.beganMs);
	return {
		type: 'vital',
		traceId: load.traceId,
		spanId: newSpanId(),
		parentSpanId: load.spanId,
		sampled: load.sampled,
		startMs: timeOriginMs + fromMs,
		durationMs: Math.max(0, toMs - fromMs),
		route: load.route,
		name,
		value,
		rating,
		navigation,
	};
}

/** The largest paint is reckoned from the beginning of the load, the first part of which is the server's. */
function stretchOf({ name, value, entries }: Metric, beganMs: number): { fromMs: number; toMs: number } {
	if (name === 'LCP') return { fromMs: beganMs, toMs: value };
	const atMs = entries.at(-1)?.startTime ?? beganMs;
	return { fromMs: atMs, toMs: name === 'INP' ? atMs + value : atMs };
}
