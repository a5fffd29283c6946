import type { Observable, ObservableCallback } from '@opentelemetry/api';
import type { Callbacks } from './callbacks';
import type { ObservedStream } from './observations';

/** An asynchronous instrument, as the API gives it out. */
export class ObservableInstrument implements Observable {
	constructor(
		readonly stream: ObservedStream,
		private readonly callbacks: Callbacks,
	) {}

	addCallback(callback: ObservableCallback): void {
		this.callbacks.add(callback, [this], (result) =>
			callback({ observe: (value, attributes) => result.observe(this, value, attributes) }),
		);
	}

	removeCallback(callback: ObservableCallback): void {
		this.callbacks.remove(callback, [this]);
	}
}
