import {
	ROOT_CONTEXT,
	SpanStatusCode,
	trace,
	type Context,
	type Link,
	type Span,
	type SpanContext,
	type Tracer,
	type TracerProvider as ApiTracerProvider,
} from '@opentelemetry/api';
import { TraceState } from '@opentelemetry/core';
import { resourceFromAttributes, type Resource } from '@opentelemetry/resources';
import {
	AlwaysOnSampler,
	TracerProvider,
	type IdGenerator,
	type ReadableSpan,
	type Sampler,
	type SpanLimits,
	type SpanProcessor,
} from '@opentelemetry/sdk-trace';
import type { Random } from './random';
import { randomAttributes, randomText, randomTime } from './randomValues';

/** What the SDK's tracers and ours are made of alike. */
interface ProviderParts {
	resource: Resource;
	sampler: Sampler;
	spanLimits: SpanLimits;
	spanProcessors: SpanProcessor[];
	/** Which ours does without. */
	idGenerator: IdGenerator;
}

type MakeProvider = (parts: ProviderParts) => ApiTracerProvider;

/**
 * Spans as the SDK, or who else makes them, ends them: of several resources and scopes, some remote children, with
 * events, links, trace states, and limits that cut some of it away.
 */
export function randomSpans(
	random: Random,
	count: number,
	makeProvider: MakeProvider = (parts) => new TracerProvider(parts),
): ReadableSpan[] {
	const ended: ReadableSpan[] = [];
	const tracer = () => randomTracer(random, ended, makeProvider);
	const tracers = [...random.some(4, tracer), tracer()];
	while (ended.length < count) makeSpan(random, tracers[random.below(tracers.length)] ?? trace.getTracer(''));
	return ended;
}

function randomTracer(random: Random, ended: ReadableSpan[], makeProvider: MakeProvider): Tracer {
	const provider = makeProvider({
		sampler: new AlwaysOnSampler(),
		resource: resourceFromAttributes(
			{ 'service.name': randomText(random), ...randomAttributes(random, 4) },
			random.chance(0.3) ? { schemaUrl: 'https://opentelemetry.io/schemas/1.37.0' } : {},
		),
		idGenerator: { generateTraceId: () => random.hex(32), generateSpanId: () => random.hex(16) },
		spanLimits: random.chance(0.5)
			? {}
			: { attributeCountLimit: 2, attributeValueLengthLimit: 7, eventCountLimit: 1, linkCountLimit: 1 },
		spanProcessors: [
			{
				onStart: () => undefined,
				onEnd: (span) => void ended.push(span),
				forceFlush: () => Promise.resolve(),
				shutdown: () => Promise.resolve(),
			},
		],
	});
	const schema = random.chance(0.3) ? { schemaUrl: 'https://example.test/scope' } : {};
	return provider.getTracer(randomText(random) || 'scope', random.chance(0.5) ? '1.2.3' : undefined, schema);
}

function makeSpan(random: Random, tracer: Tracer): void {
	const options = {
		kind: random.below(5),
		attributes: randomAttributes(random, 6),
		links: random.some(3, () => randomLink(random)),
		startTime: randomTime(random),
	};
	const span = tracer.startSpan(randomText(random), options, randomParent(random));
	span.setAttributes(randomAttributes(random, 3));
	for (let events = random.below(4); events > 0; events--) {
		span.addEvent(randomText(random), randomAttributes(random, 3), randomTime(random));
	}
	randomStatus(random, span);
	span.end(randomTime(random));
}

function randomStatus(random: Random, span: Span): void {
	if (random.chance(0.3)) span.recordException(new TypeError(randomText(random)), randomTime(random));
	if (random.chance(0.3)) span.setStatus({ code: SpanStatusCode.ERROR, message: randomText(random) });
	else if (random.chance(0.3)) span.setStatus({ code: SpanStatusCode.OK });
}

export function randomLink(random: Random): Link {
	return {
		context: randomContext(random),
		...(random.chance(0.7) ? { attributes: randomAttributes(random, 3) } : {}),
	};
}

function randomParent(random: Random): Context {
	return random.chance(0.3) ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, randomContext(random));
}

export function randomContext(random: Random): SpanContext {
	return {
		traceId: random.hex(32),
		spanId: random.hex(16),
		traceFlags: random.pick([1, 1, 1, 3]),
		...(random.chance(0.6) ? { isRemote: random.chance(0.5) } : {}),
		...(random.chance(0.3) ? { traceState: new TraceState('vendor=a:b,other=1') } : {}),
	};
}
