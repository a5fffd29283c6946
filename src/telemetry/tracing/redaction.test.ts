import { ROOT_CONTEXT, type Attributes, type Span } from '@opentelemetry/api';
import { SamplingDecision, type ReadableSpan } from '@opentelemetry/sdk-trace';
import { expect, test } from 'bun:test';
import { heard } from '../metrics/testing/meters';
import { urlRedactor } from '../pipeline/urlAttributes';
import { Collecting, collecting } from './testing/collecting';
import type { TracerProviderOptions } from './provider';

const SECRET = 'https://app.example/?token=hush';
const REDACTED = 'https://app.example/?token=REDACTED';

/** Everything that a processor was ever shown of a span's attributes. */
function watching(options: Partial<TracerProviderOptions>) {
	const shown: Attributes[] = [];
	const show = (span: ReadableSpan) => void shown.push({ ...span.attributes });
	const processor = Object.assign(new Collecting(), { onStart: show, onEnding: show, onEnd: show });
	return { shown, ...collecting({ redact: urlRedactor, spanProcessors: [processor], ...options }) };
}

test('no processor is ever shown the secret, however it was set', () => {
	const acts: ((span: Span) => unknown)[] = [
		() => undefined,
		(span) => span.setAttribute('url.full', SECRET),
		(span) => span.setAttributes({ 'url.full': SECRET, 'http.target': '/?token=hush', list: ['a'] }),
	];
	for (const attributes of [{}, { 'url.full': SECRET }, { 'http.url': SECRET, list: ['a'] }]) {
		for (const act of acts) {
			const { shown, tracer } = watching({});
			const span = tracer.startSpan('shown', { attributes }, ROOT_CONTEXT);
			act(span);
			span.end();
			expect(shown).toHaveLength(3);
			expect(JSON.stringify(shown)).not.toContain('hush');
		}
	}
});

test('nor what a sampler adds, and the sampler itself is not told', () => {
	const told: Attributes[] = [];
	const { shown, tracer } = watching({
		sampler: {
			shouldSample: (_context, _traceId, _name, _kind, attributes) => {
				told.push({ ...attributes });
				return { decision: SamplingDecision.RECORD, attributes: { 'http.url': SECRET } };
			},
			toString: () => 'adding',
		},
	});
	tracer.startSpan('shown', { attributes: { 'url.full': SECRET } }, ROOT_CONTEXT).end();
	expect(told).toEqual([{ 'url.full': REDACTED }]);
	expect(shown.at(-1)).toEqual({ 'url.full': REDACTED, 'http.url': REDACTED });
});

test('what is cut to its limit was redacted before: half a password is one, too', () => {
	const { shown, tracer } = watching({ spanLimits: { attributeValueLengthLimit: 20 } });
	const address = 'https://me:hushhush@app.example/';
	const attributes = { 'url.full': address };
	tracer.startSpan('cut', { attributes }, ROOT_CONTEXT).setAttribute('http.url', address).end();
	const cut = 'https://REDACTED:REDACTED@'.slice(0, 20);
	expect(shown.at(-1)).toEqual({ 'url.full': cut, 'http.url': cut });
});

test('where redacting fails, the value is lost, and not shown', async () => {
	const { shown, tracer } = watching({
		redact: () => () => {
			throw new Error('broken');
		},
	});
	await heard(() => {
		const span = tracer.startSpan('kept', { attributes: { a: 'hush' } }, ROOT_CONTEXT);
		span.setAttribute('b', 'hush').setAttribute('c', 1).end();
	});
	expect(shown.at(-1)).toEqual({ c: 1 });
});

test('each scope has its own redactor, or none', () => {
	const spans = new Collecting();
	const redact = (scope: string) =>
		scope === 'test' ? (key: string, value: string) => `${scope} ${key} ${value}` : undefined;
	const { provider } = collecting({ redact, spanProcessors: [spans] });
	for (const scope of ['test', 'other'])
		provider
			.getTracer(scope)
			.startSpan('span', { attributes: { a: 'b', n: 1 } }, ROOT_CONTEXT)
			.end();
	expect(spans.ended.map(({ attributes }) => attributes)).toEqual([
		{ a: 'test a b', n: 1 },
		{ a: 'b', n: 1 },
	]);
});
