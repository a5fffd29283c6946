import type { Span, SpanProcessor } from '@opentelemetry/sdk-trace';
import { guard } from '../guard';
import { redactUrl } from '../http/redact';

/** What the HTTP conventions called `url.full` before they were stable; whoever still writes it writes it raw. */
const ATTR_HTTP_URL = 'http.url';

/**
 * Takes secrets out of the URLs that others put on spans: SvelteKit's request spans, for one, carry the whole
 * address. Comes before every processor that shows or sends a span.
 */
export class UrlAttributes implements SpanProcessor {
	onStart(span: Span): void {
		const url = span.attributes[ATTR_HTTP_URL];
		if (typeof url === 'string') guard('Redacting a URL', () => redact(span, url));
	}

	onEnd(): void {}

	forceFlush(): Promise<void> {
		return Promise.resolve();
	}

	shutdown(): Promise<void> {
		return Promise.resolve();
	}
}

function redact(span: Span, text: string): void {
	const url = URL.parse(text);
	if (url !== null) span.setAttribute(ATTR_HTTP_URL, redactUrl(url));
}
