import { ROOT_CONTEXT, SpanKind, trace, TraceFlags, type Context } from '@opentelemetry/api';
import {
	AlwaysOffSampler,
	AlwaysOnSampler,
	createAlwaysRecordSampler,
	ParentBasedSampler,
	SamplingDecision,
	TraceIdRatioBasedSampler,
	type Sampler,
} from '@opentelemetry/sdk-trace';
import { describe, expect, test } from 'bun:test';
import type { SamplerName } from '../config';
import { LocalSpanContext, LocalTrace } from '../tracing/spanContext';
import { Random } from '../testing/random';
import { createSampler } from './sampler';

const LOWEST = `${'0'.repeat(31)}1`;
/** The highest value that the SDK's sum of a trace id's words can have. */
const HIGHEST = 'ffffffff'.padEnd(32, '0');

function decide(
	sampler: SamplerName,
	samplerRatio: number,
	traceId: string,
	context: Context = ROOT_CONTEXT,
) {
	const { decision } = createSampler({ sampler, samplerRatio }).shouldSample(
		context,
		traceId,
		'span',
		SpanKind.INTERNAL,
		{},
		[],
	);
	return decision;
}

const sampled = (...args: Parameters<typeof decide>) =>
	decide(...args) === SamplingDecision.RECORD_AND_SAMPLED;

function under(parent: { remote: boolean; sampled: boolean }): Context {
	return trace.setSpanContext(ROOT_CONTEXT, {
		traceId: LOWEST,
		spanId: 'b7ad6b7169203331',
		traceFlags: parent.sampled ? TraceFlags.SAMPLED : TraceFlags.NONE,
		isRemote: parent.remote,
	});
}

/** Trace ids spread over the whole range, the same in every run. */
const TRACE_IDS = Array.from({ length: 4_000 }, (_, i) => Bun.SHA256.hash(String(i), 'hex').slice(0, 32));

describe('without a parent', () => {
	const expected: [SamplerName, number, string, boolean][] = [
		['always_on', 0, LOWEST, true],
		['always_off', 1, LOWEST, false],
		['parentbased_always_on', 0, HIGHEST, true],
		['parentbased_always_off', 1, LOWEST, false],
	];
	for (const name of ['traceidratio', 'parentbased_traceidratio', 'keep_what_matters'] as const) {
		expected.push([name, 0, LOWEST, false], [name, 0, HIGHEST, false]);
		expected.push([name, 1, LOWEST, true], [name, 1, HIGHEST, true]);
		expected.push([name, 0.5, LOWEST, true], [name, 0.5, HIGHEST, false]);
	}
	for (const [name, ratio, traceId, yes] of expected) {
		test(`${name} at ${ratio}: ${traceId} is ${yes ? 'sampled' : 'only recorded'}`, () => {
			expect(decide(name, ratio, traceId)).toBe(
				yes ? SamplingDecision.RECORD_AND_SAMPLED : SamplingDecision.RECORD,
			);
		});
	}
});

describe('under a parent', () => {
	const parents = [true, false].flatMap((remote) => [true, false].map((flag) => ({ remote, sampled: flag })));
	for (const parent of parents) {
		const words = `a ${parent.remote ? 'remote' : 'local'} parent that is ${parent.sampled ? '' : 'not '}sampled`;
		for (const name of [
			'parentbased_always_on',
			'parentbased_always_off',
			'parentbased_traceidratio',
			'keep_what_matters',
		] as const) {
			test(`${name} follows ${words}, whatever the ratio`, () => {
				for (const ratio of [0, 0.5, 1]) {
					expect(sampled(name, ratio, LOWEST, under(parent))).toBe(parent.sampled);
				}
			});
		}
		test(`the others do not ask ${words}`, () => {
			expect(sampled('always_on', 0, LOWEST, under(parent))).toBe(true);
			expect(sampled('always_off', 1, LOWEST, under(parent))).toBe(false);
			expect(sampled('traceidratio', 1, HIGHEST, under(parent))).toBe(true);
			expect(sampled('traceidratio', 0, LOWEST, under(parent))).toBe(false);
		});
	}
});

describe('by ratio', () => {
	for (const ratio of [0.01, 0.1, 0.25, 0.5, 0.9]) {
		test(`${ratio} of all traces are sampled`, () => {
			const share = TRACE_IDS.filter((id) => sampled('traceidratio', ratio, id)).length / TRACE_IDS.length;
			expect(Math.abs(share - ratio)).toBeLessThan(0.02);
		});
	}

	test('what a lower ratio samples, a higher one does too', () => {
		const at = (ratio: number) => new Set(TRACE_IDS.filter((id) => sampled('keep_what_matters', ratio, id)));
		expect(at(0.1).isSubsetOf(at(0.3))).toBe(true);
		expect(at(0.3).isSubsetOf(at(1))).toBe(true);
		expect(at(1).size).toBe(TRACE_IDS.length);
	});
});

describe('decides as the samplers of the SDK', () => {
	const official = (ratio: number): Record<SamplerName, Sampler> => {
		const [on, off, byRatio] = [
			new AlwaysOnSampler(),
			new AlwaysOffSampler(),
			new TraceIdRatioBasedSampler(ratio),
		];
		return {
			always_on: on,
			always_off: off,
			traceidratio: byRatio,
			parentbased_always_on: new ParentBasedSampler({ root: on }),
			parentbased_always_off: new ParentBasedSampler({ root: off }),
			parentbased_traceidratio: new ParentBasedSampler({ root: byRatio }),
			keep_what_matters: new ParentBasedSampler({ root: byRatio }),
		};
	};

	function randomContext(random: Random): Context {
		if (random.chance(0.3)) return ROOT_CONTEXT;
		const traceId = random.pick([random.hex(32), '0'.repeat(32), 'A'.repeat(32), random.hex(31), '']);
		const spanId = random.pick([random.hex(16), random.hex(16), '0'.repeat(16), 'x'.repeat(16)]);
		const [traceFlags, isRemote] = [random.below(8), random.pick([true, false, undefined])];
		const local = LocalSpanContext.of(LocalTrace.of(random.hex(32), 0), random.hex(16), traceFlags);
		const place = random.chance(0.3) ? local : { traceId, spanId, traceFlags, isRemote };
		return trace.setSpanContext(ROOT_CONTEXT, place);
	}

	const names = Object.keys(official(1)) as SamplerName[];
	test.each(names)('%s, in 5,000 random contexts', (sampler) => {
		const random = new Random(11);
		for (let i = 0; i < 5_000; i += 1) {
			const ratio = random.pick([0, 1, 0.5, random.next(), random.next() / 1_000]);
			const traceId = random.pick([random.hex(32), random.hex(32), LOWEST, HIGHEST, 'no trace id']);
			const ask = (one: Sampler) =>
				one.shouldSample(where, traceId, 'span', SpanKind.INTERNAL, {}, []).decision;
			const where = randomContext(random);
			const expected = ask(createAlwaysRecordSampler(official(ratio)[sampler]));
			expect(ask(createSampler({ sampler, samplerRatio: ratio }))).toBe(expected);
		}
	});
});

test('a sampler says what it is', () => {
	expect(String(createSampler({ sampler: 'always_on', samplerRatio: 1 }))).toBe('AlwaysOn');
	expect(String(createSampler({ sampler: 'keep_what_matters', samplerRatio: 0.1 }))).toBe(
		'ParentBased{TraceIdRatioBased{0.1}}',
	);
});
