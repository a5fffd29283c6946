import { ROOT_CONTEXT, SpanKind, TraceFlags, type HrTime } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { SpanLimits, SpanProcessor } from '@opentelemetry/sdk-trace';
import { guard } from '../guard';
import type { ForeignSpan } from '../handle';
import { GuardedSpanProcessors } from '../guarded/processors';
import { limitAttributes, startAttributes } from './attributes';
import { limitsOf, type Limits } from './limits';
import { RecordingSpan } from './recordingSpan';
import { LocalSpanContext, LocalTrace } from './spanContext';
import type { TracerProviderOptions } from './provider';

const KINDS = { internal: SpanKind.INTERNAL, client: SpanKind.CLIENT } as const;

export interface ForeignSpansOptions {
	/** Who made a span, by the name of its service. */
	readonly resourceOf: (service: string) => Resource;
	readonly spanLimits?: SpanLimits;
	readonly spanProcessors: readonly SpanProcessor[];
	readonly redact?: TracerProviderOptions['redact'];
}

/**
 * Takes in spans that were made, and have ended, in another program: they keep their ids and times, and go the way of
 * all others from there, within the same limits. Never throws.
 */
export class ForeignSpans {
	private readonly limits: Limits;
	private readonly processor: GuardedSpanProcessors;

	constructor(private readonly options: ForeignSpansOptions) {
		this.limits = limitsOf(options.spanLimits);
		this.processor = new GuardedSpanProcessors(options.spanProcessors);
	}

	take(spans: readonly ForeignSpan[]): void {
		for (const span of spans) guard('Taking in a span of another program', () => this.add(span));
	}

	private add(given: ForeignSpan): void {
		const { limits, processor } = this;
		const redact = this.options.redact?.(given.scope);
		const start = startAttributes(given.attributes, limits, redact);
		limitAttributes(start, undefined, limits, redact);
		const span = new RecordingSpan(
			{
				resource: this.options.resourceOf(given.service),
				instrumentationScope: { name: given.scope },
				limits,
				processor,
				redact,
			},
			placeOf(given),
			timeOf(given.startMs),
			given.name,
			KINDS[given.kind],
			parentOf(given),
			start,
			[],
		);
		processor.onStart(span, ROOT_CONTEXT);
		span.end(timeOf(given.endMs));
	}
}

function flagsOf({ sampled }: ForeignSpan): TraceFlags {
	return sampled ? TraceFlags.SAMPLED : TraceFlags.NONE;
}

function placeOf(span: ForeignSpan): LocalSpanContext {
	return LocalSpanContext.of(LocalTrace.of(span.traceId, performance.timeOrigin), span.spanId, flagsOf(span));
}

function parentOf(span: ForeignSpan) {
	const { traceId, parentSpanId: spanId } = span;
	return spanId === null ? undefined : { traceId, spanId, traceFlags: flagsOf(span), isRemote: true };
}

function timeOf(epochMs: number): HrTime {
	const seconds = Math.trunc(epochMs / 1000);
	return [seconds, Math.min(999_999_999, Math.round((epochMs - seconds * 1000) * 1e6))];
}
