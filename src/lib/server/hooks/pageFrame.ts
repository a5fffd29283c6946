import { context } from '@opentelemetry/api';
import { getRPCMetadata } from '@opentelemetry/core';
import type { Handle, RequestEvent } from '@sveltejs/kit';
import { config } from '$server/config';
import { readTheme, THEME_COOKIE } from './theme';

/**
 * Writes into the frame of a page what only its request knows: the reader's colour scheme, so that it is right from the
 * first paint on; and the request's trace, which the page goes on with.
 */
export const pageFrame: Handle = ({ event, resolve }) => {
	event.locals.theme = readTheme(event.cookies.get(THEME_COOKIE));
	return resolve(event, {
		transformPageChunk: ({ html }) =>
			html
				.replace('%glasshouse.theme%', event.locals.theme)
				.replace('%glasshouse.trace%', () => traceTags(event)),
	});
};

/** Nothing where the page is to tell nothing, which is decided here: its script need not even be loaded. */
function traceTags({ locals }: Pick<RequestEvent, 'locals'>): string {
	const span = getRPCMetadata(context.active())?.span;
	if (span === undefined || !locals.authenticated || Math.random() >= config().browserSampleRatio) return '';
	const { traceId, spanId, traceFlags } = span.spanContext();
	const flags = traceFlags.toString(16).padStart(2, '0');
	const nowMs = performance.timeOrigin + performance.now();
	return (
		`<meta name="traceparent" content="00-${traceId}-${spanId}-${flags}" />` +
		`<meta name="server-time" content="${nowMs}" />`
	);
}
