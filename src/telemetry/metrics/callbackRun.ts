import {
	context,
	diag,
	ROOT_CONTEXT,
	type Attributes,
	type BatchObservableResult,
	type Observable,
} from '@opentelemetry/api';
import { report } from '../guard';
import { suppressTracing } from '../suppression';
import { ObservableInstrument } from './observableInstrument';
import { Observations, type Observed, type ObservedStream } from './observations';

export interface Registration {
	/** Whoever registered it takes it away by this. */
	readonly callback: unknown;
	readonly streams: ReadonlySet<ObservedStream>;
	/** May return a promise. */
	readonly run: (result: BatchObservableResult) => unknown;
	/** Since a collection gave up on it: it is not called again while it still runs. */
	stuck: boolean;
}

/** One call of one callback, outside every trace: what is done to observe is no work of the app. */
export class CallbackRun implements BatchObservableResult {
	/** Never rejects. */
	readonly done: Promise<void>;
	settled = false;
	private failed = false;
	private closed = false;
	private readonly observed: Observed = new Map();

	constructor(private readonly registration: Registration) {
		this.done = this.start();
	}

	observe(observable: Observable, value: number, attributes?: Attributes): void {
		if (this.closed || !(observable instanceof ObservableInstrument)) return;
		const { stream } = observable;
		if (this.registration.streams.has(stream)) {
			observationsOf(this.observed, stream).observe(value, attributes);
		}
	}

	/** Takes what it observed, if it ended well; what comes later is not heard. */
	close(into: Observed, timeoutMs: number): void {
		this.closed = true;
		if (!this.settled) {
			this.registration.stuck = true;
			diag.error(`Observing ${this.names} took more than ${timeoutMs} ms: it is left out until it has ended`);
		} else if (!this.failed) {
			for (const [stream, seen] of this.observed) observationsOf(into, stream).add(seen);
		}
	}

	private start(): Promise<void> {
		try {
			const returned: unknown = context.with(suppressTracing(ROOT_CONTEXT), () =>
				this.registration.run(this),
			);
			if (returned !== undefined) return Promise.resolve(returned).then(this.end, this.fail);
			this.end();
		} catch (error) {
			this.fail(error);
		}
		return Promise.resolve();
	}

	private readonly end = (): void => {
		this.settled = true;
		this.registration.stuck = false;
	};

	private readonly fail = (error: unknown): void => {
		this.failed = true;
		report(`Observing ${this.names}`, error);
		this.end();
	};

	private get names(): string {
		return Array.from(this.registration.streams, ({ descriptor }) => descriptor.name).join(', ');
	}
}

function observationsOf(observed: Observed, stream: ObservedStream): Observations {
	const known = observed.get(stream);
	if (known !== undefined) return known;
	const made = new Observations(stream);
	observed.set(stream, made);
	return made;
}
