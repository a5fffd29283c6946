import type { SessionEvent } from '$trace/sessionEvent';

export type SessionListener = (event: SessionEvent) => void;

/** Who is told of session events: of all, or of one run's. */
export class SessionListeners {
	private readonly all = new Set<SessionListener>();
	private readonly byRun = new Map<string, Set<SessionListener>>();

	constructor(private readonly onError: (error: unknown, event: SessionEvent) => void) {}

	/** @returns the way out; the same function may be added twice, and is then told twice */
	add(listener: SessionListener, runId?: string): () => void {
		const own: SessionListener = (event) => listener(event);
		if (runId === undefined) {
			this.all.add(own);
			return () => void this.all.delete(own);
		}
		const listeners = this.byRun.get(runId) ?? new Set();
		this.byRun.set(runId, listeners.add(own));
		return () => {
			listeners.delete(own);
			if (listeners.size === 0 && this.byRun.get(runId) === listeners) this.byRun.delete(runId);
		};
	}

	tell(event: SessionEvent): void {
		for (const listener of this.all) this.tellOne(listener, event);
		for (const listener of this.byRun.get(event.sessionId) ?? []) this.tellOne(listener, event);
	}

	private tellOne(listener: SessionListener, event: SessionEvent): void {
		try {
			listener(event);
		} catch (error) {
			this.onError(error, event);
		}
	}
}
