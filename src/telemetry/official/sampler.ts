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

/** The official samplers. What they leave out is recorded all the same, for the live views. */
export function officialSampler(settings: SamplerSettings): Sampler {
	return createAlwaysRecordSampler(exportSampler(settings));
}

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
			return new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(samplerRatio) });
		case 'keep_what_matters':
			throw new TypeError('The configuration refuses keep_what_matters here');
	}
}
