import type { Attributes, Context } from '@opentelemetry/api';
import { ATTR_ERROR_TYPE, ATTR_HTTP_ROUTE } from '@opentelemetry/semantic-conventions';
import type { MetricDefinition } from '../../../telemetry/definition';
import type { AppError } from '../errors';
import { PAGE_BUCKETS_S } from './buckets';
import { make } from './scope';

/** Of pages, as browsers report them. */
export const BROWSER_METRICS = {
	browserReports: {
		name: 'glasshouse.browser.reports',
		instrument: 'counter',
		unit: '{report}',
		description: 'Number of reports of pages; with `error.type`, those that were refused.',
		attributes: [ATTR_ERROR_TYPE],
	},
	pageDuration: {
		name: 'glasshouse.browser.page.duration',
		instrument: 'histogram',
		unit: 's',
		description: 'How long pages took to load, and navigations within the app to be done, in the browser.',
		attributes: ['browser.page.type', ATTR_HTTP_ROUTE],
		buckets: PAGE_BUCKETS_S,
	},
	largestContentfulPaint: {
		name: 'glasshouse.browser.web_vital.lcp',
		instrument: 'histogram',
		unit: 's',
		description: 'Largest Contentful Paint: when the largest part of a page was there. Good up to 2.5 s.',
		attributes: [ATTR_HTTP_ROUTE],
		buckets: PAGE_BUCKETS_S,
	},
	interactionToNextPaint: {
		name: 'glasshouse.browser.web_vital.inp',
		instrument: 'histogram',
		unit: 's',
		description: 'Interaction to Next Paint: how long a page took to react, at its worst. Good up to 0.2 s.',
		attributes: [ATTR_HTTP_ROUTE],
		buckets: [0.025, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 1, 2.5],
	},
	cumulativeLayoutShift: {
		name: 'glasshouse.browser.web_vital.cls',
		instrument: 'histogram',
		unit: '1',
		description: 'Cumulative Layout Shift: how much of a page moved about. Good up to 0.1.',
		attributes: [ATTR_HTTP_ROUTE],
		buckets: [0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1],
	},
} as const satisfies Record<string, MetricDefinition>;

const browserReports = make.counter(BROWSER_METRICS.browserReports);
const pageDuration = make.histogram(BROWSER_METRICS.pageDuration);
const vitals = {
	LCP: make.histogram(BROWSER_METRICS.largestContentfulPaint),
	INP: make.histogram(BROWSER_METRICS.interactionToNextPaint),
	CLS: make.histogram(BROWSER_METRICS.cumulativeLayoutShift),
};

/** A report of a page that was taken in, or why it was not. */
export function countBrowserReport(error?: AppError): void {
	browserReports.add(1, error === undefined ? undefined : { [ATTR_ERROR_TYPE]: error.code });
}

interface Page {
	type: 'page_load' | 'navigation';
	route: string | null;
	durationMs: number;
}

/** @param within the context of its span */
export function recordPage({ type, route, durationMs }: Page, within: Context): void {
	pageDuration.record(durationMs / 1000, { 'browser.page.type': type, ...routeAttributes(route) }, within);
}

interface Vital {
	name: keyof typeof vitals;
	route: string | null;
	/** In milliseconds; of CLS a score. */
	value: number;
}

/** @param within the context of its span */
export function recordVital({ name, route, value }: Vital, within: Context): void {
	vitals[name].record(name === 'CLS' ? value : value / 1000, routeAttributes(route), within);
}

function routeAttributes(route: string | null): Attributes {
	return route === null ? {} : { [ATTR_HTTP_ROUTE]: route };
}
