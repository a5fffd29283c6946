import type { Context, TextMapGetter, TextMapPropagator, TextMapSetter } from '@opentelemetry/api';
import { guard, report } from '../../guard';

/** Several formats as one; where one throws, the others and the host do not notice. */
export class SeveralPropagators implements TextMapPropagator {
	constructor(private readonly propagators: readonly TextMapPropagator[]) {}

	inject(context: Context, carrier: unknown, setter: TextMapSetter): void {
		for (const propagator of this.propagators) {
			guard('Injecting a context', () => propagator.inject(context, carrier, setter));
		}
	}

	/** Of what several find, the last counts. */
	extract(context: Context, carrier: unknown, getter: TextMapGetter): Context {
		let found = context;
		for (const propagator of this.propagators) {
			try {
				found = propagator.extract(found, carrier, getter);
			} catch (error) {
				report('Extracting a context', error);
			}
		}
		return found;
	}

	fields(): string[] {
		return [...new Set(this.propagators.flatMap((propagator) => propagator.fields()))];
	}
}
