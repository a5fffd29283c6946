import type { Context } from '@opentelemetry/api';
import { callIn } from '../../callersContext';
import { guard } from '../../guard';
import type { DatabaseCall } from '../../sql/call';
import { isMethod, likeItsOriginal, wrapMethod } from '../../wrapMethod';

/** What pg calls on a query as messages arrive: `pg.Query`, pg-cursor, pg-query-stream, pg-copy-streams. */
const HANDLERS = [
	'handleRowDescription',
	'handleDataRow',
	'handlePortalSuspended',
	'handleCommandComplete',
	'handleEmptyQuery',
	'handleCopyInResponse',
	'handleCopyData',
];
/** In the end pg calls one of these, and then no other. */
const SUCCESS = 'handleReadyForQuery';
const FAILURE = 'handleError';

const followed = new WeakMap<object, DatabaseCall>();

/** A query that sends itself, and takes its messages itself. */
export function isSubmittable(query: unknown): query is object {
	return (
		typeof query === 'object' && query !== null && 'submit' in query && typeof query.submit === 'function'
	);
}

/** Those of the native client do not: they have no span. */
export function tellsItsEnd(query: object): boolean {
	return (
		typeof Reflect.get(query, SUCCESS) === 'function' && typeof Reflect.get(query, FAILURE) === 'function'
	);
}

/**
 * Ends the call where pg tells the query that it is over; a cursor's, when it has been read to its end, or was
 * closed. What the query does on a message, events and callbacks among it, it does in the context of the caller.
 */
export function followSubmittable(
	query: object,
	caller: Context | undefined,
	call: DatabaseCall | undefined,
): void {
	const done = guard('Following a query', () => {
		for (const name of HANDLERS) handle(query, name, caller);
		handle(query, SUCCESS, caller, () => call?.succeeded());
		handle(query, FAILURE, caller, (error) => call?.failed(error));
		if (call !== undefined) followed.set(query, call);
		return true;
	});
	if (done === undefined) call?.succeeded();
}

/** `Client.cancel` takes a query that was not sent yet out of the queue, and it is never heard of again. */
export function patchCancel(client: object): void {
	wrapMethod<object>(client, 'cancel', (original) => {
		return function (...args) {
			const result = Reflect.apply(original, this, args);
			const [target, query] = args;
			guard('A cancelled query', () => {
				if (!isSubmittable(query) || typeof target !== 'object' || target === null) return;
				if (Reflect.get(target, '_activeQuery') !== query) followed.get(query)?.succeeded();
			});
			return result;
		};
	});
}

/** The handler first: it may itself tell the query of an error that came with its last row. */
function handle(
	query: object,
	name: string,
	caller: Context | undefined,
	then?: (argument: unknown) => void,
): void {
	const original: unknown = Reflect.get(query, name);
	if (!isMethod(original)) return;
	const handler = function (this: unknown, ...args: unknown[]): unknown {
		try {
			return callIn(caller, original, this, args);
		} finally {
			then?.(args[0]);
		}
	};
	const value = likeItsOriginal(handler, original);
	Object.defineProperty(query, name, { configurable: true, writable: true, value });
}
