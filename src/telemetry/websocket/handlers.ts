import { guard, invoke } from '../guard';
import { callIn } from '../callersContext';
import { copyOf, setValue } from '../http/copyOf';
import type { Connection, Opening } from './connection';
import { connect, connectionOf } from './sockets';
import type { Topics } from './topics';

type Handler = (this: unknown, ...args: unknown[]) => unknown;

/** The upgrade that is under way: Bun opens a socket before `server.upgrade` returns. */
let opening: Opening | undefined;

/** Calls `upgrade`; a socket that opens meanwhile knows where it came from. */
export function whileOpening<T>(from: Opening, upgrade: () => T): T {
	const outer = opening;
	opening = from;
	try {
		return upgrade();
	} finally {
		opening = outer;
	}
}

const nothing = () => {};

/** A copy of `websocket` whose handlers run in their connection's context and tell it what happens. */
export function tracedHandlers(websocket: object, topics: Topics): object {
	const copy = copyOf(websocket);
	const wrap = (name: string, wrapper: (handler: Handler) => Handler, standIn?: Handler) => {
		const handler: unknown = Reflect.get(websocket, name) ?? standIn;
		if (isHandler(handler)) setValue(copy, name, wrapper(handler));
	};
	wrap('open', (handler) => observed(handler, first, (args) => begin(args, topics)), nothing);
	wrap('message', (handler) => observed(handler, first, received), nothing);
	wrap('close', closing, nothing);
	for (const name of ['drain', 'ping', 'pong']) wrap(name, (handler) => observed(handler, first));
	wrap('error', (handler) => observed(handler, second));
	return copy;
}

const first = (args: readonly unknown[]) => args[0];
const second = (args: readonly unknown[]) => args[1];

/** @param before is called with the arguments before the handler is; must not throw */
function observed(
	handler: Handler,
	socketOf: (args: readonly unknown[]) => unknown,
	before: (args: readonly unknown[]) => void = nothing,
): Handler {
	return new Proxy(handler, {
		apply(original, self, args: unknown[]) {
			before(args);
			const connection = connectionOf(socketOf(args));
			return connection === undefined ? invoke(original, self, args) : run(connection, original, self, args);
		},
	});
}

/** The span ends when the handler has returned: what that does belongs to it. */
function closing(handler: Handler): Handler {
	return new Proxy(handler, {
		apply(original, self, args: unknown[]) {
			const connection = connectionOf(args[0]);
			if (connection === undefined) return invoke(original, self, args);
			try {
				return run(connection, original, self, args);
			} finally {
				connection.end(typeof args[1] === 'number' ? args[1] : undefined);
			}
		},
	});
}

function begin([socket]: readonly unknown[], topics: Topics): void {
	const from = opening ?? { request: undefined, subprotocol: undefined };
	opening = undefined;
	connect(socket, from, topics);
}

function received([socket, message]: readonly unknown[]): void {
	guard('Counting a message', () => connectionOf(socket)?.messageReceived(message));
}

/** What a handler throws, or rejects with, is recorded and goes where it would have gone. */
function run(connection: Connection, handler: Handler, self: unknown, args: readonly unknown[]): unknown {
	let result: unknown;
	try {
		result = callIn(connection.context, handler, self, args);
	} catch (error) {
		connection.threw(error);
		throw error;
	}
	if (!(result instanceof Promise)) return result;
	return result.then(undefined, (error: unknown) => {
		connection.threw(error);
		throw error;
	});
}

function isHandler(value: unknown): value is Handler {
	return typeof value === 'function';
}
