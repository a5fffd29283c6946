import { context, SpanKind, SpanStatusCode, type Context, type Span, type Tracer } from '@opentelemetry/api';
import {
	ATTR_ERROR_TYPE,
	ATTR_HTTP_REQUEST_METHOD,
	ATTR_HTTP_REQUEST_RESEND_COUNT,
	ATTR_HTTP_RESPONSE_STATUS_CODE,
	ATTR_NETWORK_PROTOCOL_VERSION,
	ATTR_SERVER_ADDRESS,
	ATTR_SERVER_PORT,
	ATTR_URL_FULL,
	ATTR_URL_SCHEME,
} from '@opentelemetry/semantic-conventions';
import { type Ask } from './redirect';
import { redactUrl, type UrlRedaction } from './redactUrl';
import { hostOf } from './resolve';

/** The port a URL means. */
export function portOf(url: URL): number {
	if (url.port !== '') return Number(url.port);
	return url.protocol === 'https:' ? 443 : 80;
}

/**
 * The CLIENT span of one request on the wire, as the stable HTTP conventions have it.
 * @param resendCount how many requests of this chain went before; 0 is not written
 */
export function startHopSpan(
	tracer: Tracer,
	{ url, method }: Ask,
	resendCount: number,
	redaction: UrlRedaction,
	parent: Context = context.active(),
): Span {
	const attributes = {
		[ATTR_HTTP_REQUEST_METHOD]: method,
		[ATTR_URL_FULL]: redactUrl(url, redaction),
		[ATTR_URL_SCHEME]: url.protocol.slice(0, -1),
		[ATTR_SERVER_ADDRESS]: hostOf(url),
		[ATTR_SERVER_PORT]: portOf(url),
		...(resendCount > 0 ? { [ATTR_HTTP_REQUEST_RESEND_COUNT]: resendCount } : {}),
	};
	return tracer.startSpan(method, { kind: SpanKind.CLIENT, attributes }, parent);
}

/** For a client a status of 4xx or 5xx is an error, whatever the check expects. */
export function recordAnswer(span: Span, status: number, httpVersion: string): void {
	span.setAttribute(ATTR_HTTP_RESPONSE_STATUS_CODE, status);
	span.setAttribute(ATTR_NETWORK_PROTOCOL_VERSION, httpVersion);
	if (status < 400) return;
	span.setAttribute(ATTR_ERROR_TYPE, String(status));
	span.setStatus({ code: SpanStatusCode.ERROR });
}
