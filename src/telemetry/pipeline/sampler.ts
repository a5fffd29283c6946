import {
	AlwaysOffSampler,
	AlwaysOnSampler,
	createAlwaysRecordSampler,
	ParentBasedSampler,
	TraceIdRatioBasedSampler,
	type Sampler,
} from '@opentelemetry/sdk-trace';
import type { TelemetryConfig } from '../config';

type SamplerSettings = Pick<TelemetryConfig, 'sampler' | 'samplerRatio'>;

/**
 * The sampler decides what is exported. What it leaves out is recorded all the same: the live views and what is
 * kept with a run show every trace, whatever part of them goes to a backend.
 */
export function createSampler(settings: SamplerSettings): Sampler {
	return createAlwaysRecordSampler(exportSampler(settings));
}

/**
 * As https://opentelemetry.io/docs/specs/otel/trace/sdk/#built-in-samplers has them. Of `keep_what_matters` this
 * is the head, the same as `parentbased_traceidratio`: the trace id alone decides, in every process alike.
 */
function exportSampler({ sampler, samplerRatio }: SamplerSettings): Sampler {
	switch (sampler) {
		case 'always_on':
			return new AlwaysOnSampler();
		case 'always_off':
			return new AlwaysOffSampler();
		case 'traceidratio':
			return new TraceIdRatioBasedSampler(samplerRatio);
		case 'parentbased_always_on':
			return new ParentBasedSampler({ root: new AlwaysOnSampler() });
		case 'parentbased_always_off':
			return new ParentBasedSampler({ root: new AlwaysOffSampler() });
		case 'parentbased_traceidratio':
		case 'keep_what_matters':
			return new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(samplerRatio) });
	}
}
