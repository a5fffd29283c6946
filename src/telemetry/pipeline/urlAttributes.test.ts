import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { expect, test } from 'bun:test';
import { liveStore, spanFrom } from '../testing/live';

/** The attributes of a span as the live store shows it: while it is open, and once it has ended. */
async function shown(url: string) {
	const span = trace.getTracer('urls').startSpan('page', { attributes: { 'http.url': url } }, ROOT_CONTEXT);
	const { traceId, spanId } = span.spanContext();
	const open = liveStore().span(traceId, spanId);
	const ended = await spanFrom(
		(candidate) => candidate.spanId === spanId,
		() => span.end(),
	);
	return [open?.attributes['http.url'], ended.attributes['http.url']];
}

test('no secret stays in a URL that somebody else put on a span, not even while it is open', async () => {
	const redacted = 'https://REDACTED:REDACTED@app.example/traces?a=1&token=REDACTED';
	expect(await shown('https://me:hush@app.example/traces?a=1&token=hush')).toEqual([redacted, redacted]);
});

test('what holds no secret, or is no URL, stays as it is', async () => {
	const plain = 'https://app.example/traces?a=1';
	expect(await shown(plain)).toEqual([plain, plain]);
	expect(await shown('not a url')).toEqual(['not a url', 'not a url']);
});

test('no secret stays in any of the attributes that hold a query', async () => {
	const attributes = {
		'url.full': '/a?token=hush&b=1',
		'http.target': '/a?API_KEY=hush',
		'url.query': '%74oken=hush&b=c+d',
	};
	const span = trace.getTracer('urls').startSpan('page', { attributes }, ROOT_CONTEXT);
	const ended = await spanFrom(
		(candidate) => candidate.spanId === span.spanContext().spanId,
		() => span.end(),
	);
	expect(ended.attributes).toEqual({
		'url.full': '/a?token=REDACTED&b=1',
		'http.target': '/a?API_KEY=REDACTED',
		'url.query': '%74oken=REDACTED&b=c+d',
	});
});

test('no secret stays in what is set after the start', async () => {
	const span = trace.getTracer('urls').startSpan('page', {}, ROOT_CONTEXT);
	const ended = await spanFrom(
		(candidate) => candidate.spanId === span.spanContext().spanId,
		() => span.setAttribute('url.full', 'https://app.example/?token=hush').end(),
	);
	expect(ended.attributes['url.full']).toBe('https://app.example/?token=REDACTED');
});
