import { describe, expect, test } from 'bun:test';
import { ROOT_CONTEXT, SpanKind, trace, TraceFlags } from '@opentelemetry/api';
import { SamplingDecision } from '@opentelemetry/sdk-trace';
import type { SamplerName } from '../config';
import { officialSampler } from './sampler';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';

/** Whether a root, what hangs on a sampled parent, and what hangs on another, is exported. */
const EXPORTED: [sampler: SamplerName, samplerRatio: number, is: boolean[]][] = [
	['always_on', 0, [true, true, true]],
	['always_off', 1, [false, false, false]],
	['traceidratio', 0, [false, false, false]],
	['traceidratio', 1, [true, true, true]],
	['parentbased_always_on', 0, [true, true, false]],
	['parentbased_always_off', 1, [false, true, false]],
	['parentbased_traceidratio', 0, [false, true, false]],
	['parentbased_traceidratio', 1, [true, true, false]],
];

function under(traceFlags: TraceFlags) {
	return trace.setSpanContext(ROOT_CONTEXT, { traceId: TRACE_ID, spanId: 'b7ad6b7169203331', traceFlags });
}

describe('the official samplers', () => {
	for (const [sampler, samplerRatio, is] of EXPORTED) {
		test(`${sampler} at ${samplerRatio}: decides what is exported, and has everything recorded`, () => {
			const contexts = [ROOT_CONTEXT, under(TraceFlags.SAMPLED), under(TraceFlags.NONE)];
			const decisions = contexts.map(
				(context) =>
					officialSampler({ sampler, samplerRatio }).shouldSample(
						context,
						TRACE_ID,
						'span',
						SpanKind.INTERNAL,
						{},
						[],
					).decision,
			);
			expect(decisions).not.toContain(SamplingDecision.NOT_RECORD);
			expect(decisions.map((decision) => decision === SamplingDecision.RECORD_AND_SAMPLED)).toEqual(is);
		});
	}
});
