import type { Span, SpanProcessor } from '@opentelemetry/sdk-trace';
import { redactQuery, redactUrl } from '../http/redact';

/** `http.url` and `http.target` are what `url.full` and the rest were called before the conventions were stable. */
const ADDRESSES = ['http.url', 'http.target', 'url.full'];
const QUERIES = ['url.query'];

/** A query, credentials, or a fragment: most addresses have none, and need not be parsed. */
const MAY_HOLD_SECRETS = /[?@#]/;

/** Scopes of our own instrumentations, which redact before they tell. */
const OWN_SCOPE = 'glasshouse.';

/**
 * Takes secrets out of the URLs that others put on spans: SvelteKit's request spans, for one, carry the whole
 * address, and `node:http`'s know secret keys in one spelling only. Comes before every processor that shows or
 * sends a span. What is set while a span is open is redacted when it ends.
 */
export class UrlAttributes implements SpanProcessor {
	onStart(span: Span): void {
		redact(span);
	}

	/** What was put on it since. */
	onEnding(span: Span): void {
		redact(span);
	}

	onEnd(): void {}

	forceFlush(): Promise<void> {
		return Promise.resolve();
	}

	shutdown(): Promise<void> {
		return Promise.resolve();
	}
}

function redact(span: Span): void {
	if (span.instrumentationScope.name.startsWith(OWN_SCOPE)) return;
	replace(span, ADDRESSES, redactAddress);
	replace(span, QUERIES, redactQuery);
}

function replace(span: Span, keys: readonly string[], redacted: (text: string) => string): void {
	for (const key of keys) {
		const value = span.attributes[key];
		if (typeof value !== 'string') continue;
		const shown = redacted(value);
		if (shown !== value) span.setAttribute(key, shown);
	}
}

/** Some put a path where an address should be. */
function redactAddress(text: string): string {
	if (!MAY_HOLD_SECRETS.test(text)) return text;
	const url = URL.parse(text);
	if (url !== null) return redactUrl(url);
	const at = text.indexOf('?');
	return at < 0 ? text : text.slice(0, at + 1) + redactQuery(text.slice(at + 1));
}
