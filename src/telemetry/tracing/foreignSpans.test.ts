import { SpanKind, TraceFlags } from '@opentelemetry/api';
import { expect, test } from 'bun:test';
import type { ForeignSpan } from '../handle';
import { urlRedactor } from '../pipeline/urlAttributes';
import { resourceOfAnother } from '../resource';
import { SettledResource } from '../settledResource';
import { ForeignSpans } from './foreignSpans';
import { Collecting } from './testing/collecting';

const OWN = new SettledResource({
	'service.name': 'glasshouse',
	'service.version': '1.2.3',
	'deployment.environment.name': 'test',
	'process.pid': 7,
	'host.name': 'here',
});

const SPAN: ForeignSpan = {
	traceId: '0af7651916cd43dd8448eb211c80319c',
	spanId: 'b7ad6b7169203331',
	parentSpanId: '00f067aa0ba902b7',
	sampled: true,
	name: 'page load /',
	kind: 'internal',
	scope: 'glasshouse.browser',
	service: 'glasshouse-browser',
	startMs: 1_700_000_000_123.456,
	endMs: 1_700_000_001_000,
	attributes: { 'http.route': '/' },
};

function taking(spanLimits = {}) {
	const spans = new Collecting();
	const failing = Object.assign(new Collecting(), {
		onEnd: () => {
			throw new Error('hostile');
		},
	});
	const foreign = new ForeignSpans({
		resourceOf: (service) => resourceOfAnother(OWN, service),
		spanLimits,
		spanProcessors: [failing, spans],
		redact: urlRedactor,
	});
	return { foreign, spans };
}

test('a span of another program keeps its ids and times, and is of its own resource', () => {
	const { foreign, spans } = taking();
	foreign.take([SPAN]);
	const [seconds, nanos] = spans.only.startTime;
	expect([seconds, Math.round(nanos / 1000)]).toEqual([1_700_000_000, 123_456]);
	expect(spans.only).toMatchObject({
		name: 'page load /',
		kind: SpanKind.INTERNAL,
		endTime: [1_700_000_001, 0],
		parentSpanContext: { spanId: SPAN.parentSpanId, isRemote: true },
		attributes: { 'http.route': '/' },
		instrumentationScope: { name: 'glasshouse.browser' },
		resource: {
			attributes: {
				'service.name': 'glasshouse-browser',
				'service.version': '1.2.3',
				'deployment.environment.name': 'test',
			},
		},
	});
	expect(spans.only.resource.attributes).not.toHaveProperty(['process.pid']);
	expect(spans.only.spanContext()).toMatchObject({
		traceId: SPAN.traceId,
		spanId: SPAN.spanId,
		traceFlags: TraceFlags.SAMPLED,
	});
});

test('a root has no parent, and what is not sampled says so', () => {
	const { foreign, spans } = taking();
	foreign.take([{ ...SPAN, parentSpanId: null, sampled: false, kind: 'client' }]);
	expect(spans.only.parentSpanContext).toBeUndefined();
	expect(spans.only.kind).toBe(SpanKind.CLIENT);
	expect(spans.only.spanContext().traceFlags).toBe(TraceFlags.NONE);
});

test('the limits of spans hold for it', () => {
	const { foreign, spans } = taking({ attributeCountLimit: 1, attributeValueLengthLimit: 3 });
	foreign.take([{ ...SPAN, attributes: { a: 'long text', b: 1 } }]);
	expect(spans.only).toMatchObject({ attributes: { a: 'lon' }, droppedAttributesCount: 1 });
});

test('one that cannot be taken in keeps nobody else out', () => {
	const { foreign, spans } = taking();
	const hostile = new Proxy(SPAN, {
		get: () => {
			throw new Error('hostile');
		},
	});
	foreign.take([hostile, SPAN]);
	expect(spans.ended).toHaveLength(1);
});
