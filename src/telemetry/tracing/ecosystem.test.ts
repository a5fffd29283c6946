import { ROOT_CONTEXT, SpanStatusCode, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import {
	AlwaysOffSampler,
	BatchSpanProcessor,
	ConsoleSpanExporter,
	InMemorySpanExporter,
	ParentBasedSampler,
	SimpleSpanProcessor,
	TraceIdRatioBasedSampler,
	type ReadableSpan,
	type SpanProcessor,
} from '@opentelemetry/sdk-trace';
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { describe, expect, spyOn, test } from 'bun:test';
import { decodeProtobuf } from '../../../tests/support/otlp/schema';
import { encodeTraces } from '../otlp/encode';
import { encodeEnded } from '../otlp/endedSpan';
import { Random } from '../testing/random';
import { randomText } from '../testing/randomValues';
import { collecting, Collecting } from './testing/collecting';
import { anyAttributes, anyTime, randomOperations } from './testing/randomOperations';

// Processors, exporters and samplers that are not ours are plugged in as into the SDK.

function make(spanProcessor: SpanProcessor) {
	const { provider, tracer } = collecting({ spanProcessors: [spanProcessor] });
	const parent = tracer.startSpan('parent', { attributes: { a: ['x', 'y'] } }, ROOT_CONTEXT);
	const child = tracer.startSpan('child', {}, trace.setSpan(ROOT_CONTEXT, parent));
	child.addEvent('event', { b: 1 }).addLink({ context: parent.spanContext(), attributes: { c: true } });
	child.setStatus({ code: SpanStatusCode.ERROR, message: 'failed' }).end();
	parent.end();
	return provider;
}

const names = (spans: ReadableSpan[]) => spans.map(({ name }) => name);

test('the simple and the batch processor hand every sampled span to their exporter', async () => {
	const simple = new InMemorySpanExporter();
	await make(new SimpleSpanProcessor({ exporter: simple })).forceFlush();
	expect(names(simple.getFinishedSpans())).toEqual(['child', 'parent']);
	const batched = new InMemorySpanExporter();
	const provider = make(new BatchSpanProcessor({ exporter: batched }));
	expect(batched.getFinishedSpans()).toEqual([]);
	await provider.forceFlush();
	expect(names(batched.getFinishedSpans())).toEqual(['child', 'parent']);
	await provider.shutdown();
	expect(batched.getFinishedSpans()).toEqual([]);
});

test('the console exporter shows a span', async () => {
	const said = spyOn(console, 'dir').mockImplementation(() => undefined);
	try {
		await make(new SimpleSpanProcessor({ exporter: new ConsoleSpanExporter() })).forceFlush();
		expect(said.mock.calls.map(([shown]: unknown[]) => shown)).toMatchObject([
			{ name: 'child', status: { message: 'failed' }, resource: { attributes: { 'service.name': 'test' } } },
			{ name: 'parent', attributes: { a: ['x', 'y'] } },
		]);
	} finally {
		said.mockRestore();
	}
});

test('the official exporter sends them', async () => {
	const bodies: Uint8Array[] = [];
	const server = Bun.serve({
		port: 0,
		hostname: '127.0.0.1',
		fetch: async (request) => {
			bodies.push(await request.bytes());
			return new Response();
		},
	});
	try {
		const exporter = new OTLPTraceExporter({ url: `${server.url.origin}/v1/traces` });
		const provider = make(new BatchSpanProcessor({ exporter }));
		await provider.forceFlush();
		await provider.shutdown();
	} finally {
		await server.stop(true);
	}
	const [body = new Uint8Array()] = bodies;
	expect(decodeProtobuf('traces', body)).toMatchObject({
		resourceSpans: [
			{ scopeSpans: [{ scope: { name: 'test' }, spans: [{ name: 'child' }, { name: 'parent' }] }] },
		],
	});
});

test('random spans are encoded by the official serialiser as by ours', () => {
	const random = new Random(7);
	const { tracer, spans } = collecting();
	for (let i = 0; i < 500; i += 1) {
		const options = { attributes: anyAttributes(random, 5), startTime: anyTime(random) };
		const span = tracer.startSpan(randomText(random), options, ROOT_CONTEXT);
		span.setStatus({ code: SpanStatusCode.OK }); // of an unset one, the official serialiser says so, ours nothing
		for (const operate of randomOperations(random)) operate(span);
		span.end(anyTime(random));
	}
	const official = ProtobufTraceSerializer.serializeRequest(spans.ended) ?? new Uint8Array();
	expect(decodeProtobuf('traces', encodeTraces(spans.ended.map(encodeEnded), 'http/protobuf'))).toEqual(
		decodeProtobuf('traces', official),
	);
});

describe('a sampler of the SDK', () => {
	test.each([
		[new AlwaysOffSampler(), 0],
		[new TraceIdRatioBasedSampler(1), 2],
		[new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(0) }), 0],
	])('%s decides', (sampler, recorded) => {
		const { tracer, spans } = collecting({ sampler });
		const parent = tracer.startSpan('parent', {}, ROOT_CONTEXT);
		tracer.startSpan('child', {}, trace.setSpan(ROOT_CONTEXT, parent)).end();
		parent.end();
		expect(spans.ended).toHaveLength(recorded);
	});
});

test('a processor may change what it is shown, as many do', () => {
	const changing = Object.assign(new Collecting(), {
		onEnd: ({ attributes }: ReadableSpan) => {
			attributes.added = true;
			delete attributes.secret;
		},
	});
	const spans = new Collecting();
	const { tracer } = collecting({ spanProcessors: [changing, spans] });
	tracer.startSpan('changed', { attributes: { secret: 'x', a: 1 } }, ROOT_CONTEXT).end();
	expect(spans.only.attributes).toEqual({ a: 1, added: true });
});
