import { report } from '../guard';

/**
 * How long a request waits for its answer before somebody watches whether its client is still there. Asking for
 * `request.signal` takes Bun some 1.5 µs, which most requests, answered sooner, need not pay.
 */
const PATIENCE_MS = 100;

// As they were when the process began: tests of the host may put clocks of their own in their place.
const { setTimeout } = globalThis;

/** A request whose handler has not answered yet. */
export interface Waiting {
	readonly request: Request;
	/** Called once the client has closed its connection without an answer. */
	clientLeft(): void;
}

const waiting = new Set<Waiting>();
let timer: Timer | undefined;

/** Lets `one` know when its client goes away; call `forgetClient` as soon as it is answered. */
export function watchClient(one: Waiting): void {
	waiting.add(one);
	timer ??= setTimeout(listen, PATIENCE_MS).unref();
}

export function forgetClient(one: Waiting): void {
	waiting.delete(one);
}

/** From here on the request itself tells; an abort that has happened already is seen all the same. */
function listen(): void {
	timer = undefined;
	for (const one of waiting) {
		try {
			const { signal } = one.request;
			if (signal.aborted) one.clientLeft();
			else signal.addEventListener('abort', () => one.clientLeft(), { once: true });
		} catch (error) {
			report('Watching a client', error);
		}
	}
	waiting.clear();
}
