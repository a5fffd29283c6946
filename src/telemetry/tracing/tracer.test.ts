import {
	context,
	INVALID_SPAN_CONTEXT,
	ROOT_CONTEXT,
	SpanKind,
	trace,
	TraceFlags,
	type Context,
	type Span,
	type SpanContext,
} from '@opentelemetry/api';
import { suppressTracing, TraceState } from '@opentelemetry/core';
import { SamplingDecision, type Sampler, type SpanProcessor } from '@opentelemetry/sdk-trace';
import { describe, expect, test } from 'bun:test';
import { GuardedSpan } from '../guarded/span';
import { heard } from '../metrics/testing/meters';
import { collecting, Collecting, RESOURCE } from './testing/collecting';

const PLACE: SpanContext = {
	traceId: '0af7651916cd43dd8448eb211c80319c',
	spanId: 'b7ad6b7169203331',
	traceFlags: TraceFlags.SAMPLED,
	isRemote: true,
};
const under = (place: SpanContext): Context => trace.setSpanContext(ROOT_CONTEXT, place);

describe('a span without options', () => {
	test('begins a trace, inside of its tracer', () => {
		const { tracer, spans } = collecting();
		tracer.startSpan('alone', undefined, ROOT_CONTEXT).end();
		expect(spans.only.spanContext().traceFlags).toBe(TraceFlags.SAMPLED);
		expect(spans.only).toMatchObject({ name: 'alone', kind: SpanKind.INTERNAL, attributes: {}, ended: true });
		expect(spans.only.parentSpanContext).toBeUndefined();
		expect(spans.only.resource).toBe(RESOURCE);
		expect(spans.only.instrumentationScope.name).toBe('test');
	});

	test('is a child of the active one', () => {
		const { tracer, spans } = collecting();
		context.with(under(PLACE), () => tracer.startSpan('active').end());
		expect(spans.only.parentSpanContext).toBe(PLACE);
	});
});

describe('the parent', () => {
	const { tracer, spans } = collecting();
	const local = tracer.startSpan('local', {}, ROOT_CONTEXT);
	const place = local.spanContext();
	const parents: Record<string, [Context, SpanContext]> = {
		'a span of ours': [trace.setSpan(ROOT_CONTEXT, local), place],
		'one in disguise': [trace.setSpan(ROOT_CONTEXT, new GuardedSpan(local)), place],
		'a place of ours': [trace.setSpanContext(ROOT_CONTEXT, place), place],
		'a copy of its place': [trace.setSpanContext(ROOT_CONTEXT, { ...place }), { ...place }],
		'a span of elsewhere': [under(PLACE), PLACE],
	};
	test.each(Object.entries(parents))('%s is gone on from', (_, [where, parent]) => {
		const span = tracer.startSpan('child', {}, where);
		span.end();
		const ended = spans.ended.at(-1);
		expect(ended?.parentSpanContext).toEqual(parent);
		expect(span.spanContext()).toMatchObject({ traceId: parent.traceId, traceFlags: TraceFlags.SAMPLED });
		expect(span.spanContext().spanId).not.toBe(parent.spanId);
		expect(span.spanContext().isRemote).toBeUndefined();
	});

	const invalid = {
		'an invalid place': INVALID_SPAN_CONTEXT,
		'a place with an invalid trace id': { ...PLACE, traceId: 'x'.repeat(32) },
		'a place with an invalid span id': { ...PLACE, spanId: '' },
	};
	test.each(Object.entries(invalid))('%s is none', (_, parent) => {
		const span = tracer.startSpan('child', {}, under(parent));
		span.end();
		expect(spans.ended.at(-1)?.parentSpanContext).toBeUndefined();
		expect(span.spanContext().traceId).not.toBe(parent.traceId);
	});

	test('is none of a root', () => {
		const span = tracer.startSpan('child', { root: true }, under(PLACE));
		span.end();
		expect(spans.ended.at(-1)?.parentSpanContext).toBeUndefined();
		expect(span.spanContext().traceId).not.toBe(PLACE.traceId);
	});

	test.each([0b00, 0b01, 0b10, 0b11, 0xff])(
		'with the flags %d: that the id is random stays true',
		(traceFlags) => {
			const { traceFlags: flags } = tracer
				.startSpan('child', {}, under({ ...PLACE, traceFlags }))
				.spanContext();
			expect(flags).toBe(TraceFlags.SAMPLED | (traceFlags & 0b10));
		},
	);
});

test('where tracing is suppressed, nothing is recorded', () => {
	const { tracer, spans } = collecting();
	const span = tracer.startSpan('unseen', {}, suppressTracing(under(PLACE)));
	expect(span.isRecording()).toBe(false);
	expect(span.spanContext()).toEqual(INVALID_SPAN_CONTEXT);
	expect(spans.started).toEqual([]);
});

describe('the sampler', () => {
	const asking = (sampler: Sampler['shouldSample']) =>
		collecting({ sampler: { shouldSample: sampler, toString: () => 'tested' } });
	const { NOT_RECORD, RECORD, RECORD_AND_SAMPLED } = SamplingDecision;

	test('is told what is known of the span', () => {
		const calls: unknown[][] = [];
		const { tracer } = asking((...args) => {
			calls.push(args);
			return { decision: RECORD };
		});
		const where = under(PLACE);
		const links = [{ context: PLACE, attributes: { b: 2 } }];
		tracer.startSpan('asked', { kind: SpanKind.CLIENT, attributes: { a: 1 }, links }, where);
		expect(calls).toEqual([
			[
				where,
				PLACE.traceId,
				'asked',
				SpanKind.CLIENT,
				{ a: 1 },
				[{ ...links[0], droppedAttributesCount: 0 }],
			],
		]);
	});

	test.each([
		[NOT_RECORD, false, TraceFlags.NONE],
		[RECORD, true, TraceFlags.NONE],
		[RECORD_AND_SAMPLED, true, TraceFlags.SAMPLED],
	])('whose decision is %d', (decision, isRecording, traceFlags) => {
		const { tracer, spans } = asking(() => ({ decision }));
		const span = tracer.startSpan('decided', {}, under(PLACE));
		expect(span.isRecording()).toBe(isRecording);
		expect(span.spanContext()).toMatchObject({ traceId: PLACE.traceId, traceFlags });
		expect(spans.started).toHaveLength(isRecording ? 1 : 0);
	});

	test('may add attributes and replace the trace state, which is inherited otherwise', () => {
		const traceState = new TraceState('a=1');
		const where = under({ ...PLACE, traceState: new TraceState('b=2') });
		const adding = asking(() => ({ decision: RECORD, attributes: { a: 2 }, traceState }));
		const span = adding.tracer.startSpan('added to', { attributes: { a: 1 } }, where);
		span.end();
		expect(span.spanContext().traceState).toBe(traceState);
		expect(adding.spans.only.attributes).toEqual({ a: 2 });
		const silent = asking(() => ({ decision: RECORD })).tracer.startSpan('left alone', {}, where);
		expect(silent.spanContext().traceState?.serialize()).toBe('b=2');
	});

	test('that throws costs the span, and no more', async () => {
		const { tracer, spans } = asking(() => {
			throw new Error('broken');
		});
		const made: Span[] = [];
		const said = await heard(() => made.push(tracer.startSpan('lost', {}, under(PLACE))));
		expect(made[0]?.spanContext()).toEqual(PLACE);
		expect(made[0]?.isRecording()).toBe(false);
		expect(spans.started).toEqual([]);
		expect(said).toEqual(['Starting a span failed']);
	});
});

describe('processors', () => {
	const noting = (name: string, notes: string[]): SpanProcessor =>
		Object.assign(new Collecting(), {
			onStart: (span: Span) => notes.push(`${name} start ${span.isRecording()}`),
			onEnding: (span: Span) => notes.push(`${name} ending ${span.isRecording()}`),
			onEnd: () => notes.push(`${name} end`),
		});

	test('are called in their order: all when it starts, is about to end, and has ended', () => {
		const notes: string[] = [];
		const { tracer } = collecting({ spanProcessors: [noting('a', notes), noting('b', notes)] });
		tracer.startSpan('processed', {}, ROOT_CONTEXT).end();
		expect(notes).toEqual([
			'a start true',
			'b start true',
			'a ending true',
			'b ending true',
			'a end',
			'b end',
		]);
	});

	test('are told in which context it starts', () => {
		const contexts: Context[] = [];
		const telling = Object.assign(new Collecting(), {
			onStart: (_: unknown, where: Context) => void contexts.push(where),
		});
		const { tracer } = collecting({ spanProcessors: [telling] });
		const where = under(PLACE);
		tracer.startSpan('child', {}, where);
		tracer.startSpan('root', { root: true }, where);
		expect(contexts[0]).toBe(where);
		expect(trace.getSpan(contexts[1] ?? where)).toBeUndefined();
	});

	test('may change a span that is ending, and not end it again', async () => {
		const changing = Object.assign(new Collecting(), {
			onEnding: (span: Span) => span.setAttribute('late', true).updateName('renamed').end(),
		});
		const { tracer, spans } = collecting();
		const said = await heard(() => {
			const { tracer: changed } = collecting({ spanProcessors: [changing, spans] });
			changed.startSpan('named', {}, ROOT_CONTEXT).end();
		});
		tracer.startSpan('other', {}, ROOT_CONTEXT);
		expect(spans.only).toMatchObject({ name: 'renamed', attributes: { late: true } });
		expect(said).toHaveLength(1);
	});
});

describe('an active span', () => {
	const { tracer } = collecting();
	const within = (span: Span) => {
		expect(trace.getActiveSpan()).toBe(span);
		return [span, context.active()] as const;
	};

	test('is active inside of the function, whose result is returned', () => {
		const [span] = context.with(under(PLACE), () => tracer.startActiveSpan('active', within));
		expect(span.spanContext().traceId).toBe(PLACE.traceId);
		expect(trace.getActiveSpan()).toBeUndefined();
	});

	test('takes options, and a context', () => {
		const { tracer, spans } = collecting();
		tracer.startActiveSpan('a', { attributes: { a: 1 } }, within)[0].end();
		expect(spans.only.attributes).toEqual({ a: 1 });
		const key = Symbol('key');
		const where = under(PLACE).setValue(key, 'carried');
		const [span, active] = tracer.startActiveSpan('b', {}, where, within);
		expect(span.spanContext().traceId).toBe(PLACE.traceId);
		expect(active.getValue(key)).toBe('carried');
	});

	test('what the function throws is thrown', () => {
		const fail = () => {
			throw new RangeError('mine');
		};
		expect(() => tracer.startActiveSpan('failing', fail)).toThrow(RangeError);
	});
});

describe('a provider', () => {
	test('gives the same tracer for the same name, version and schema', () => {
		const { provider } = collecting();
		const tracer = provider.getTracer('a', '1', { schemaUrl: 'https://a.test' });
		expect(provider.getTracer('a', '1', { schemaUrl: 'https://a.test' })).toBe(tracer);
		expect(provider.getTracer('a', '1')).not.toBe(tracer);
		expect(provider.getTracer('a', '2', { schemaUrl: 'https://a.test' })).not.toBe(tracer);
	});

	test('flushes and stops what it was given; what fails or hangs holds up nobody', async () => {
		const notes: string[] = [];
		const failing = (name: string): SpanProcessor =>
			Object.assign(new Collecting(), {
				forceFlush: () => {
					notes.push(`${name} flush`);
					return name === 'hanging' ? new Promise<void>(() => undefined) : Promise.reject(new Error(name));
				},
				shutdown: () => Promise.reject(new Error(notes.push(`${name} stop`).toString())),
			});
		const { provider } = collecting({ spanProcessors: [failing('failing'), failing('hanging')] });
		const said = await heard(async () => {
			await provider.forceFlush({ timeoutMillis: 20 });
			await provider.shutdown();
		});
		expect(notes).toEqual(['failing flush', 'hanging flush', 'failing stop', 'hanging stop']);
		expect(said).toContain('Flushing spans did not end within 20 ms; what was left is lost');
	});
});

test('what a span tells of itself is public, and nothing of what stands behind it', () => {
	const { tracer, spans } = collecting();
	tracer.startSpan('shown', { attributes: { a: 1 } }, ROOT_CONTEXT).end();
	const shown = JSON.parse(JSON.stringify(spans.only)) as Record<string, unknown>;
	expect(Object.keys(shown).toSorted()).toEqual([
		'attributes',
		'droppedAttributesCount',
		'droppedEventsCount',
		'droppedLinksCount',
		'ended',
		'events',
		'kind',
		'links',
		'name',
		'status',
	]);
});
