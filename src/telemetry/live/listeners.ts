import { guard } from '../guard';
import type { LiveEvent } from './types';

type Listener = (event: LiveEvent) => void;

/** Who is told of spans and lines: of all, or of one trace, which is found without asking the others. */
export class Listeners {
	private readonly all = new Set<Listener>();
	private readonly byTrace = new Map<string, Set<Listener>>();

	add(listener: Listener): () => void {
		const own: Listener = (event) => listener(event);
		this.all.add(own);
		return () => void this.all.delete(own);
	}

	addTo(traceId: string, listener: Listener): () => void {
		const own: Listener = (event) => listener(event);
		const listeners = this.byTrace.get(traceId) ?? new Set();
		this.byTrace.set(traceId, listeners.add(own));
		return () => {
			listeners.delete(own);
			if (listeners.size === 0 && this.byTrace.get(traceId) === listeners) this.byTrace.delete(traceId);
		};
	}

	/** Most spans have nobody watching: they must not pay for an event object. */
	heard(traceId: string | null): boolean {
		if (this.all.size > 0) return true;
		return this.byTrace.size > 0 && traceId !== null && this.byTrace.has(traceId);
	}

	tell(event: LiveEvent): void {
		for (const listener of this.all) guard('A listener of the live store', () => listener(event));
		const listeners = event.traceId === null ? undefined : this.byTrace.get(event.traceId);
		for (const listener of listeners ?? []) guard('A listener of the live store', () => listener(event));
	}
}
