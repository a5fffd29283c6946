import type { Environment } from './environment';

export type SamplerName = (typeof SAMPLERS)[number];

/** The specification's, and our own `keep_what_matters`. */
const SAMPLERS = [
	'always_on',
	'always_off',
	'traceidratio',
	'parentbased_always_on',
	'parentbased_always_off',
	'parentbased_traceidratio',
	'keep_what_matters',
] as const;

/** From how many milliseconds on a trace counts as slow: by route, and for every other. */
export interface SlowThresholds {
	readonly defaultMs: number;
	readonly byRouteMs: Readonly<Record<string, number>>;
}

const DEFAULT_SLOW_MS = 1_000;
const KEEP = 'GLASSHOUSE_KEEP_SLOWER_THAN';

export function sampling(e: Environment) {
	return {
		sampler: e.oneOf('OTEL_TRACES_SAMPLER', SAMPLERS, 'parentbased_always_on'),
		samplerRatio: e.ratio('OTEL_TRACES_SAMPLER_ARG') ?? 1,
		slow: slowThresholds(e),
		/** Ended spans that may wait for the decision on their trace. */
		samplerBufferSpans: e.integer('GLASSHOUSE_KEEP_BUFFER_SPANS', 8_000, 1, 10_000_000),
	};
}

/** `1s`, `250ms`, or by route as well: `1s,/api/v1/checks=250ms,/runs/[id]=2s`. */
function slowThresholds(e: Environment): SlowThresholds {
	const byRouteMs: Record<string, number> = {};
	let defaultMs = DEFAULT_SLOW_MS;
	for (const part of e.names(KEEP)) {
		const at = part.lastIndexOf('=');
		const ms = duration(e, part.slice(at + 1));
		if (at > 0) byRouteMs[part.slice(0, at).trim()] = ms;
		else defaultMs = ms;
	}
	return Object.freeze({ defaultMs, byRouteMs: Object.freeze(byRouteMs) });
}

function duration(e: Environment, text: string): number {
	const [, number, unit] = /^\s*(\d+(?:\.\d+)?)(ms|s)\s*$/.exec(text) ?? [];
	if (number === undefined)
		return e.refuse(
			KEEP,
			'a duration such as 1s or 250ms, and routes such as /runs/[id]=2s, separated by commas',
		);
	return Number(number) * (unit === 's' ? 1_000 : 1);
}
