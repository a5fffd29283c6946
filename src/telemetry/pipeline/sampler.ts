import { isValidTraceId, trace, TraceFlags, type Context } from '@opentelemetry/api';
import type { Sampler, SamplingResult } from '@opentelemetry/sdk-trace';
import type { TelemetryConfig } from '../config';
import { fourBytes } from '../otlp/protobuf/hexDigits';
import { SamplingDecision } from '../tracing/decision';
import { validParent } from '../tracing/spanContext';

type SamplerSettings = Pick<TelemetryConfig, 'sampler' | 'samplerRatio'>;
/** Whether a trace without a parent is exported. */
type Decide = (traceId: string) => boolean;

const EXPORTED: SamplingResult = Object.freeze({ decision: SamplingDecision.RECORD_AND_SAMPLED });
const RECORDED: SamplingResult = Object.freeze({ decision: SamplingDecision.RECORD });

/**
 * The sampler decides what is exported. What it leaves out is recorded all the same: the live views and what is
 * kept with a run do not depend on what part of the traces goes to a backend.
 *
 * Decides as the SDK's samplers do (https://opentelemetry.io/docs/specs/otel/trace/sdk/#built-in-samplers), which make objects for every span. Of
 * `keep_what_matters` this is the head: the trace id alone decides, in every process alike.
 */
export function createSampler({ sampler, samplerRatio }: SamplerSettings): Sampler {
	switch (sampler) {
		case 'always_on':
			return new RootSampler('AlwaysOn', () => true);
		case 'always_off':
			return new RootSampler('AlwaysOff', () => false);
		case 'traceidratio':
			return new RootSampler(`TraceIdRatioBased{${samplerRatio}}`, belowRatio(samplerRatio));
		case 'parentbased_always_on':
			return new ParentSampler('AlwaysOn', () => true);
		case 'parentbased_always_off':
			return new ParentSampler('AlwaysOff', () => false);
		case 'parentbased_traceidratio':
		case 'keep_what_matters':
			return new ParentSampler(`TraceIdRatioBased{${samplerRatio}}`, belowRatio(samplerRatio));
	}
}

class RootSampler implements Sampler {
	constructor(
		private readonly name: string,
		private readonly decide: Decide,
	) {}

	shouldSample(_context: Context, traceId: string): SamplingResult {
		return this.decide(traceId) ? EXPORTED : RECORDED;
	}

	toString(): string {
		return this.name;
	}
}

/** Follows the parent, wherever it is, and decides only where there is none. */
class ParentSampler implements Sampler {
	constructor(
		private readonly name: string,
		private readonly decide: Decide,
	) {}

	shouldSample(context: Context, traceId: string): SamplingResult {
		const parent = validParent(trace.getSpanContext(context));
		const isExported =
			parent === undefined ? this.decide(traceId) : (parent.traceFlags & TraceFlags.SAMPLED) !== 0;
		return isExported ? EXPORTED : RECORDED;
	}

	toString(): string {
		return `ParentBased{${this.name}}`;
	}
}

/** The four words of a trace id, exclusively or-ed, against the same share of what 32 bits hold: the SDK's rule. */
function belowRatio(ratio: number): Decide {
	const bound = ratio >= 1 ? 2 ** 32 : Math.floor(ratio * (2 ** 32 - 1));
	return (traceId) => wordsOf(traceId) < bound;
}

/** @returns NaN, which is below nothing, for what is no trace id */
function wordsOf(traceId: string): number {
	if (!isValidTraceId(traceId)) return NaN;
	return (
		(fourBytes(traceId, 0) ^ fourBytes(traceId, 8) ^ fourBytes(traceId, 16) ^ fourBytes(traceId, 24)) >>> 0
	);
}
