import {
	trace,
	type Context,
	type TextMapGetter,
	type TextMapPropagator,
	type TextMapSetter,
} from '@opentelemetry/api';
import type { PropagatorName } from '../config';
import { ConfigError } from '../config/environment';
import { B3Propagator } from './propagator/b3';
import { BaggagePropagator } from './propagator/baggage';
import { SeveralPropagators } from './propagator/several';
import { TraceContextPropagator } from './propagator/traceContext';
import { validParent } from '../tracing/spanContext';

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

/**
 * Reads and writes every format that is named; of what several find in one request, the last counts.
 * @throws ConfigError where `none` is not alone
 */
export function createPropagator(names: readonly PropagatorName[]): TextMapPropagator {
	if (names.includes('none') && names.length > 1)
		throw new ConfigError(
			`OTEL_PROPAGATORS="${names.join(',')}" is not usable: expected none to stand alone`,
		);
	const propagators = names.flatMap(propagatorNamed);
	return new LocalParentPropagator(new SeveralPropagators(propagators));
}

function propagatorNamed(name: PropagatorName): TextMapPropagator[] {
	switch (name) {
		case 'tracecontext':
			return [new TraceContextPropagator()];
		case 'baggage':
			return [new BaggagePropagator()];
		case 'b3':
			return [new B3Propagator('single')];
		case 'b3multi':
			return [new B3Propagator('multi')];
		case 'none':
			return [];
	}
}

function hasLocalSpan(context: Context): boolean {
	const active = trace.getSpanContext(context);
	return active?.isRemote !== true && validParent(active) !== undefined;
}
