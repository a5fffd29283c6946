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
	/** Where it waits, which is nobody else's affair; {@link NOWHERE} to begin with. */
	place: number;
	/** Called once the client has closed its connection without an answer. */
	clientLeft(): void;
}

export const NOWHERE = -1;

/**
 * An array, each of whose entries knows its place. A Set would cost 7 µs a request: tables that JavaScriptCore's has
 * grown out of lead to those that came after, so that once one is old, all are left to a full collection.
 */
const waiting: Waiting[] = [];
let timer: Timer | undefined;

/** Lets `one` know when its client goes away; call `forgetClient` as soon as it is answered. */
export function watchClient(one: Waiting): void {
	if (one.place === NOWHERE) one.place = waiting.push(one) - 1;
	timer ??= setTimeout(listen, PATIENCE_MS).unref();
}

/** The last one takes the place that gets free. */
export function forgetClient(one: Waiting): void {
	const { place } = one;
	if (place === NOWHERE) return;
	one.place = NOWHERE;
	const last = waiting.pop();
	if (last === undefined || last === one) return;
	waiting[place] = last;
	last.place = place;
}

/** From here on the request itself tells; an abort that has happened already is seen all the same. */
function listen(): void {
	timer = undefined;
	for (const one of waiting.splice(0)) {
		one.place = NOWHERE;
		try {
			const { signal } = one.request;
			if (signal.aborted) one.clientLeft();
			else signal.addEventListener('abort', () => one.clientLeft(), { once: true });
		} catch (error) {
			report('Watching a client', error);
		}
	}
}
