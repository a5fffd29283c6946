import type { Attributes } from '@opentelemetry/api';
import {
	ATTR_ERROR_TYPE,
	ATTR_HTTP_REQUEST_METHOD,
	ATTR_HTTP_RESPONSE_STATUS_CODE,
	ATTR_HTTP_ROUTE,
	ATTR_URL_PATH,
} from '@opentelemetry/semantic-conventions';
import type { ForeignSpan } from '$telemetry/handle';
import { BROWSER_SCOPE } from '$trace/kind';
import type { BrowserSpan } from './report';

/**
 * A reported span as telemetry takes it in.
 * @param service of the app; its pages are a service of their own beside it
 * @param shiftMs see `clockShift`
 */
export function foreignSpan(span: BrowserSpan, service: string, shiftMs: number): ForeignSpan {
	const { traceId, spanId, parentSpanId, sampled, durationMs } = span;
	const startMs = span.startMs + shiftMs;
	return {
		traceId,
		spanId,
		parentSpanId,
		sampled,
		name: nameOf(span),
		kind: span.type === 'fetch' ? 'client' : 'internal',
		scope: BROWSER_SCOPE,
		service: `${service}-browser`,
		startMs,
		endMs: startMs + durationMs,
		attributes: attributesOf(span),
	};
}

function nameOf(span: BrowserSpan): string {
	switch (span.type) {
		case 'page_load':
			return named('page load', span.route);
		case 'navigation':
			return named('navigation', span.route);
		case 'fetch':
			return span.method;
		case 'vital':
			return `web vital ${span.name}`;
	}
}

function named(what: string, route: string | null): string {
	return route === null ? what : `${what} ${route}`;
}

function attributesOf(span: BrowserSpan): Attributes {
	switch (span.type) {
		case 'page_load':
			return {
				[ATTR_HTTP_ROUTE]: span.route ?? undefined,
				'browser.navigation.type': span.navigation,
				'browser.transfer_size': span.transferBytes,
				...prefixed('browser.timing.', span.phasesMs),
			};
		case 'navigation':
			return {
				[ATTR_HTTP_ROUTE]: span.route ?? undefined,
				'browser.navigation.type': span.navigation,
				'browser.navigation.from': span.from ?? undefined,
				'browser.navigation.aborted': span.aborted || undefined,
			};
		case 'fetch':
			return {
				[ATTR_HTTP_REQUEST_METHOD]: span.method,
				[ATTR_URL_PATH]: span.path,
				[ATTR_HTTP_RESPONSE_STATUS_CODE]: span.status ?? undefined,
				[ATTR_ERROR_TYPE]: errorType(span.status),
			};
		case 'vital':
			return {
				[ATTR_HTTP_ROUTE]: span.route ?? undefined,
				'browser.web_vital.name': span.name,
				'browser.web_vital.value': span.value,
				'browser.web_vital.rating': span.rating,
				'browser.navigation.type': span.navigation,
			};
	}
}

/** https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-client-span */
function errorType(status: number | null): string | undefined {
	if (status === null) return 'network';
	return status >= 400 ? String(status) : undefined;
}

function prefixed(prefix: string, given: Readonly<Record<string, number | undefined>>): Attributes {
	return Object.fromEntries(Object.entries(given).map(([key, value]) => [`${prefix}${key}`, value]));
}
