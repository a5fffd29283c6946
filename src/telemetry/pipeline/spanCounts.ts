import type { Attributes } from '@opentelemetry/api';
import type { ReadableSpan, Span, SpanProcessor } from '@opentelemetry/sdk-trace';
import { METRICS } from '../catalogue';
import { instruments } from '../definition';
import { isSampled } from '../isSampled';

const create = instruments('glasshouse.sdk');

type Origin = 'none' | 'local' | 'remote';

/**
 * Counts spans as they start and end. Nothing is dropped before it gets here: what is not sampled is recorded.
 * https://opentelemetry.io/docs/specs/semconv/otel/sdk-metrics/#span-metrics
 */
export class SpanCounts implements SpanProcessor {
	private readonly started = create.counter(METRICS.spansStarted);
	private readonly live = create.upDownCounter(METRICS.spansLive);

	onStart(span: Span): void {
		const kind = isSampled(span.spanContext()) ? SAMPLED : RECORDED;
		this.started.add(1, kind.started[originOf(span)]);
		this.live.add(1, kind.live);
	}

	onEnd(span: ReadableSpan): void {
		this.live.add(-1, (isSampled(span.spanContext()) ? SAMPLED : RECORDED).live);
	}

	forceFlush(): Promise<void> {
		return Promise.resolve();
	}

	shutdown(): Promise<void> {
		return Promise.resolve();
	}
}

/** Made once: these are counted for every span. */
function attributeSets(result: 'RECORD_AND_SAMPLE' | 'RECORD_ONLY') {
	const live: Attributes = { 'otel.span.sampling_result': result };
	const of = (origin: Origin): Attributes => ({ ...live, 'otel.span.parent.origin': origin });
	const started: Record<Origin, Attributes> = {
		none: of('none'),
		local: of('local'),
		remote: of('remote'),
	};
	return { live, started };
}

const SAMPLED = attributeSets('RECORD_AND_SAMPLE');
const RECORDED = attributeSets('RECORD_ONLY');

function originOf({ parentSpanContext }: ReadableSpan): Origin {
	if (parentSpanContext === undefined) return 'none';
	return parentSpanContext.isRemote === true ? 'remote' : 'local';
}
