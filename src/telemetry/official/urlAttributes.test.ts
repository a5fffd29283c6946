import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { expect, test } from 'bun:test';
import { UrlAttributes } from './urlAttributes';

function setUp(scope = 'others') {
	const exporter = new InMemorySpanExporter();
	const spanProcessors = [new UrlAttributes(), new SimpleSpanProcessor({ exporter })];
	return { exporter, tracer: new TracerProvider({ spanProcessors }).getTracer(scope) };
}

test("no secret stays in a URL on one of the SDK's spans, whenever it was put there", () => {
	const { exporter, tracer } = setUp();
	const span = tracer.startSpan('page', { attributes: { 'http.url': 'https://me:hush@app.example/?a=1' } });
	expect(span).toMatchObject({ attributes: { 'http.url': 'https://REDACTED:REDACTED@app.example/?a=1' } });
	span.setAttribute('url.query', 'token=hush').setAttribute('text', 'token=hush').end();
	expect(exporter.getFinishedSpans()[0]?.attributes).toEqual({
		'http.url': 'https://REDACTED:REDACTED@app.example/?a=1',
		'url.query': 'token=REDACTED',
		text: 'token=hush',
	});
});

test('our own instrumentations have redacted before', () => {
	const { exporter, tracer } = setUp('glasshouse.fetch');
	tracer.startSpan('GET', { attributes: { 'url.query': 'token=shown' } }).end();
	expect(exporter.getFinishedSpans()[0]?.attributes).toEqual({ 'url.query': 'token=shown' });
});
