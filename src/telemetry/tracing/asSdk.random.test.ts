import {
	ROOT_CONTEXT,
	SpanKind,
	trace,
	TraceFlags,
	type HrTime,
	type SpanOptions,
	type Tracer,
} from '@opentelemetry/api';
import { TraceState } from '@opentelemetry/core';
import {
	SamplingDecision,
	TracerProvider as SdkTracerProvider,
	type ReadableSpan,
	type Sampler,
	type Span,
	type SpanProcessor,
} from '@opentelemetry/sdk-trace';
import { describe, expect, test } from 'bun:test';
import { Random } from '../testing/random';
import { randomContext, randomLink } from '../testing/randomSpans';
import { randomText } from '../testing/randomValues';
import { TracerProvider } from './provider';
import { Collecting, RESOURCE } from './testing/collecting';
import { anyAttributes, anyTime, randomLimits, randomOperations } from './testing/randomOperations';

// What the SDK makes of ten thousand random spans is what ours makes of them, in every public field.

const SEEDS = Array.from({ length: 20 }, (_, seed) => [seed]);
const SEQUENCES = 500;

/** Two tracers alike, the SDK's and ours, and what they have made. */
function pair(random: Random) {
	const spans = [new Collecting(), new Collecting()] as const;
	const [spanLimits, sampler, ending] = [randomLimits(random), randomSampler(random), atTheEnd(random)];
	const [theirs, ours] = spans.map((collected) => ({
		resource: RESOURCE,
		spanLimits,
		sampler,
		spanProcessors: [collected, ending],
	}));
	if (theirs === undefined || ours === undefined) throw new Error('Two are made');
	const providers = [new SdkTracerProvider(theirs), new TracerProvider(ours)];
	const schemaUrl = 'https://example.test/scope';
	return { spans, tracers: providers.map((provider) => provider.getTracer('test', '1', { schemaUrl })) };
}

/** Processors may change a span that is ending. */
function atTheEnd(random: Random): SpanProcessor {
	const attributes = anyAttributes(random, 2);
	return Object.assign(new Collecting(), { onEnding: (span: Span) => span.setAttributes(attributes) });
}

/** What it is asked shows in what it says: nothing is cut or left out before. */
function randomSampler(random: Random): Sampler {
	const { NOT_RECORD, RECORD, RECORD_AND_SAMPLED } = SamplingDecision;
	const result = {
		decision: random.pick([NOT_RECORD, RECORD, RECORD_AND_SAMPLED, RECORD_AND_SAMPLED]),
		...(random.chance(0.3) ? { attributes: anyAttributes(random, 3) } : {}),
		...(random.chance(0.3) ? { traceState: new TraceState('sampler=1') } : {}),
	};
	const isTelling = random.chance(0.3);
	return {
		shouldSample: (_context, _traceId, _name, _kind, attributes, links) => {
			const asked = { asked: Object.keys(attributes).length, links: links.length };
			return isTelling ? { ...result, attributes: { ...result.attributes, ...asked } } : result;
		},
		toString: () => 'random',
	};
}

const { INTERNAL, SERVER, CLIENT, PRODUCER, CONSUMER } = SpanKind;
const KINDS = [INTERNAL, SERVER, CLIENT, PRODUCER, CONSUMER] as const;

function randomStart(random: Random) {
	const options: SpanOptions = {
		...(random.chance(0.7) ? { kind: random.pick(KINDS) } : {}),
		...(random.chance(0.8) ? { attributes: anyAttributes(random, 6) } : {}),
		...(random.chance(0.4) ? { links: random.some(4, () => randomLink(random)) } : {}),
		...(random.chance(0.1) ? { root: true } : {}),
		...(random.chance(0.5) ? { startTime: anyTime(random) } : {}),
	};
	const parent = random.chance(0.1)
		? { ...randomContext(random), traceId: 'no trace id' }
		: randomContext(random);
	const context = random.chance(0.4) ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, parent);
	const operations = randomOperations(random);
	const name = randomText(random);
	const endTime = anyTime(random);
	return (tracer: Tracer | undefined) => {
		const span = tracer?.startSpan(name, options, context);
		for (const operate of operations) if (span) operate(span);
		span?.end(endTime);
		return span;
	};
}

const MINUTE_S = 60;

/** What was not given is told by a clock, and only has to be about now. */
function timeOf(time: HrTime): HrTime | 'now' {
	return Math.abs(time[0] - Date.now() / 1e3) < MINUTE_S ? 'now' : time;
}

function fieldsOf(span: ReadableSpan) {
	const { traceId, traceFlags, traceState } = span.spanContext();
	const [startTime, endTime] = [timeOf(span.startTime), timeOf(span.endTime)];
	const isTold = startTime !== 'now' && endTime !== 'now';
	return {
		name: span.name,
		kind: span.kind,
		traceId: span.parentSpanContext === undefined ? 'new' : traceId,
		isSampled: (traceFlags & TraceFlags.SAMPLED) !== 0,
		traceState: traceState?.serialize(),
		parentSpanContext: span.parentSpanContext,
		startTime,
		endTime,
		duration: isTold ? span.duration : span.duration[0] >= MINUTE_S,
		attributes: Object.entries(span.attributes),
		droppedAttributesCount: span.droppedAttributesCount,
		events: span.events.map((event) => ({ ...event, time: timeOf(event.time) })),
		droppedEventsCount: span.droppedEventsCount,
		links: span.links,
		droppedLinksCount: span.droppedLinksCount,
		status: span.status,
		ended: span.ended,
		resource: span.resource,
		instrumentationScope: span.instrumentationScope,
	};
}

describe(`${SEEDS.length * SEQUENCES} random spans are what the SDK would make of them`, () => {
	test.each(SEEDS)('seed %d', (seed) => {
		const random = new Random(seed);
		let recorded = 0;
		for (let made = 0; made < SEQUENCES; made += 5) {
			const { spans, tracers } = pair(random);
			for (let i = 0; i < 5; i += 1) {
				const make = randomStart(random);
				const [theirs, ours] = tracers.map(make);
				expect(ours?.isRecording()).toBe(theirs?.isRecording());
				expect(ours?.spanContext().traceState).toEqual(theirs?.spanContext().traceState);
			}
			const [theirs, ours] = spans.map(({ ended }) => ended.map(fieldsOf));
			expect(ours).toEqual(theirs);
			recorded += ours?.length ?? 0;
		}
		expect(recorded).toBeGreaterThan(SEQUENCES / 2);
	});
});
