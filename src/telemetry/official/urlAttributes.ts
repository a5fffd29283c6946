import type { Span, SpanProcessor } from '@opentelemetry/sdk-trace';
import { urlRedactor } from '../pipeline/urlAttributes';

/** Those in which the redactor finds something. */
const URL_KEYS = ['http.url', 'http.target', 'url.full', 'url.query'];

/**
 * Takes secrets out of the URLs that others put on the SDK's spans. Comes before every processor that shows or sends
 * a span. What is set while a span is open is redacted when it ends.
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
	const redactor = urlRedactor(span.instrumentationScope.name);
	if (redactor === undefined) return;
	for (const key of URL_KEYS) {
		const value = span.attributes[key];
		if (typeof value !== 'string') continue;
		const shown = redactor(key, value);
		if (shown !== value) span.setAttribute(key, shown);
	}
}
