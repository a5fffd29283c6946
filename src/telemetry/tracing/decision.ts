/* eslint-disable @typescript-eslint/no-unsafe-enum-assignment -- to load the SDK for three numbers takes 20 ms of the
   start; their types hold them to it. */
import type { SamplingDecision as Official } from '@opentelemetry/sdk-trace';

/** What a sampler may say. */
export const SamplingDecision: { readonly [Name in keyof typeof Official]: (typeof Official)[Name] } = {
	NOT_RECORD: 0,
	RECORD: 1,
	RECORD_AND_SAMPLED: 2,
};
