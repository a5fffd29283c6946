import {
	propagation,
	type Context,
	type TextMapGetter,
	type TextMapPropagator,
	type TextMapSetter,
} from '@opentelemetry/api';
import type * as Core from '@opentelemetry/core';
import { loadPackage } from '../../loadPackage';

const BAGGAGE = 'baggage';

/**
 * https://www.w3.org/TR/baggage/ by the official propagator, which is loaded when there is some for the first time:
 * most processes never see any, and `@opentelemetry/core` takes 10 ms to load.
 */
export class BaggagePropagator implements TextMapPropagator {
	private loaded: TextMapPropagator | undefined;

	inject(context: Context, carrier: unknown, setter: TextMapSetter): void {
		if (propagation.getBaggage(context) !== undefined) this.official().inject(context, carrier, setter);
	}

	extract(context: Context, carrier: unknown, getter: TextMapGetter): Context {
		const header = getter.get(carrier, BAGGAGE) ?? '';
		return header.length === 0 ? context : this.official().extract(context, carrier, getter);
	}

	fields(): string[] {
		return [BAGGAGE];
	}

	private official(): TextMapPropagator {
		if (this.loaded === undefined) {
			const { W3CBaggagePropagator } = loadPackage('@opentelemetry/core') as typeof Core;
			this.loaded = new W3CBaggagePropagator();
		}
		return this.loaded;
	}
}
