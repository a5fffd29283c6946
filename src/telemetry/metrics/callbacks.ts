import { diag, type Observable } from '@opentelemetry/api';
import { CallbackRun, type Registration } from './callbackRun';
import { DeadlineError, within } from './deadline';
import { ObservableInstrument } from './observableInstrument';
import type { Observed, ObservedStream } from './observations';

/** The callbacks of all asynchronous instruments of a provider. */
export class Callbacks {
	private readonly registrations: Registration[] = [];

	/** Once for the same callback and instruments, however often it is added. */
	add(callback: unknown, instruments: readonly Observable[], run: Registration['run']): void {
		const streams = streamsOf(instruments);
		if (streams.size === 0) diag.warn('A metric callback was not added: it names no observable instrument');
		else if (this.indexOf(callback, streams) < 0) {
			this.registrations.push({ callback, streams, run, stuck: false });
		}
	}

	remove(callback: unknown, instruments: readonly Observable[]): void {
		const index = this.indexOf(callback, streamsOf(instruments));
		if (index >= 0) this.registrations.splice(index, 1);
	}

	/**
	 * Calls them all. What one observes counts only if it ends well and within `timeoutMs`; the others do not
	 * notice. Of several that observe the same, the one that was added last counts.
	 */
	async observe(timeoutMs: number): Promise<Observed> {
		const runs = this.registrations.filter(({ stuck }) => !stuck).map((one) => new CallbackRun(one));
		await allWithin(timeoutMs, runs);
		const observed: Observed = new Map();
		for (const run of runs) run.close(observed, timeoutMs);
		return observed;
	}

	private indexOf(callback: unknown, streams: ReadonlySet<ObservedStream>): number {
		return this.registrations.findIndex((one) => one.callback === callback && sameSet(one.streams, streams));
	}
}

/** Most callbacks have ended when they return, and need no timer. */
async function allWithin(timeoutMs: number, runs: readonly CallbackRun[]): Promise<void> {
	const pending = runs.filter(({ settled }) => !settled);
	if (pending.length === 0) return;
	try {
		await within(timeoutMs, 'Observing', Promise.all(pending.map(({ done }) => done)));
	} catch (error) {
		if (!(error instanceof DeadlineError)) throw error;
	}
}

function streamsOf(instruments: readonly Observable[]): Set<ObservedStream> {
	return new Set(instruments.flatMap((one) => (one instanceof ObservableInstrument ? [one.stream] : [])));
}

function sameSet<T>(a: ReadonlySet<T>, b: ReadonlySet<T>): boolean {
	return a.size === b.size && a.isSubsetOf(b);
}
