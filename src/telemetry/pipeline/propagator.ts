import {
	isSpanContextValid,
	trace,
	type Context,
	type TextMapGetter,
	type TextMapPropagator,
	type TextMapSetter,
} from '@opentelemetry/api';
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import { B3InjectEncoding, B3Propagator } from '@opentelemetry/propagator-b3';
import type { PropagatorName } from '../config';

/**
 * Leaves the context alone where a span of this process is active. SvelteKit extracts from every request once
 * more, inside the server span, which would make its own root span a sibling of it.
 * To continue a stored `traceparent`, extract it from `ROOT_CONTEXT`.
 */
export class LocalParentPropagator implements TextMapPropagator {
	constructor(private readonly inner: TextMapPropagator) {}

	inject(context: Context, carrier: unknown, setter: TextMapSetter): void {
		this.inner.inject(context, carrier, setter);
	}

	extract(context: Context, carrier: unknown, getter: TextMapGetter): Context {
		return hasLocalSpan(context) ? context : this.inner.extract(context, carrier, getter);
	}

	fields(): string[] {
		return this.inner.fields();
	}
}

export function createPropagator(names: readonly PropagatorName[]): TextMapPropagator {
	const propagators = names.includes('none') ? [] : names.flatMap(propagatorNamed);
	return new LocalParentPropagator(new CompositePropagator({ propagators }));
}

function propagatorNamed(name: PropagatorName): TextMapPropagator[] {
	switch (name) {
		case 'tracecontext':
			return [new W3CTraceContextPropagator()];
		case 'baggage':
			return [new W3CBaggagePropagator()];
		case 'b3':
			return [new B3Propagator()];
		case 'b3multi':
			return [new B3Propagator({ injectEncoding: B3InjectEncoding.MULTI_HEADER })];
		case 'none':
			return [];
	}
}

function hasLocalSpan(context: Context): boolean {
	const active = trace.getSpanContext(context);
	return active !== undefined && active.isRemote !== true && isSpanContextValid(active);
}
