import type { TracerProvider as ApiTracerProvider } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { Sampler, SpanLimits, SpanProcessor } from '@opentelemetry/sdk-trace';
import { GuardedSpanProcessors } from '../guarded/processors';
import { settleWithin } from '../pipeline/bounded';
import type { AttributeRedactor } from './attributes';
import { limitsOf, type Limits } from './limits';
import { Tracer } from './tracer';

export interface TracerProviderOptions {
	readonly resource: Resource;
	readonly sampler: Sampler;
	/** The specification's defaults where one is missing. */
	readonly spanLimits?: SpanLimits;
	/** Called in this order, each in safety from the others and the host from all of them. */
	readonly spanProcessors: readonly SpanProcessor[];
	/** What keeps secrets out of the attributes that a scope sets; `undefined` for one that has none. */
	readonly redact?: (scopeName: string) => AttributeRedactor | undefined;
}

const FLUSH_TIMEOUT_MS = 30_000;

/** Makes tracers whose spans cost little. It stands behind the API as the SDK's provider does. */
export class TracerProvider implements ApiTracerProvider {
	private readonly tracers = new Map<string, Tracer>();
	private readonly processor: GuardedSpanProcessors;
	private readonly limits: Limits;

	constructor(private readonly options: TracerProviderOptions) {
		this.processor = new GuardedSpanProcessors(options.spanProcessors);
		this.limits = limitsOf(options.spanLimits);
	}

	/** The same one for the same name, version and schema. */
	getTracer(name: string, version?: string, options?: { schemaUrl?: string }): Tracer {
		const key = `${name}@${version ?? ''}:${options?.schemaUrl ?? ''}`;
		const known = this.tracers.get(key);
		if (known !== undefined) return known;
		const tracer = this.newTracer(name, version, options?.schemaUrl);
		this.tracers.set(key, tracer);
		return tracer;
	}

	/** What fails, or takes longer, is told to `diag`. */
	forceFlush({ timeoutMillis = FLUSH_TIMEOUT_MS }: { timeoutMillis?: number } = {}): Promise<void> {
		return settleWithin([this.processor.forceFlush()], timeoutMillis, 'Flushing spans');
	}

	shutdown(): Promise<void> {
		return this.processor.shutdown();
	}

	private newTracer(name: string, version: string | undefined, schemaUrl: string | undefined): Tracer {
		const { resource, sampler, redact } = this.options;
		const instrumentationScope = { name, version, schemaUrl };
		const { limits, processor } = this;
		return new Tracer({ resource, instrumentationScope, limits, processor, redact: redact?.(name) }, sampler);
	}
}
