import {
	AlwaysOffSampler,
	AlwaysOnSampler,
	createAlwaysRecordSampler,
	ParentBasedSampler,
	TraceIdRatioBasedSampler,
	type Sampler,
} from '@opentelemetry/sdk-trace';
import type { TelemetryConfig } from '../config';

/**
 * The sampler decides what is exported. What it leaves out is recorded all the same: the live views and what is
 * kept with a run show every trace, whatever part of them goes to a backend.
 */
export function createSampler(config: Pick<TelemetryConfig, 'sampler' | 'samplerRatio'>): Sampler {
	return createAlwaysRecordSampler(exportSampler(config));
}

function exportSampler({
	sampler,
	samplerRatio,
}: Pick<TelemetryConfig, 'sampler' | 'samplerRatio'>): Sampler {
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
	}
}
