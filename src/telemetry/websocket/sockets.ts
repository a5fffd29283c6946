import { guard, invoke, report } from '../guard';
import { Connection, type Opening } from './connection';
import type { Topics } from './topics';

type Method = (this: never, ...args: unknown[]) => unknown;

/** What is done when a socket's method has returned. */
type After = (connection: Connection, args: readonly unknown[], result: unknown) => void;

const OPEN = 1;
const connections = new WeakMap<object, Connection>();
const patched = new WeakSet<object>();

const sent: After = (connection, [message], result) => {
	// 0 means dropped, but for an empty message.
	if (result !== 0 || isEmpty(message)) connection.messageSent(message);
};

const published: After = (connection, [topic, message]) =>
	connection.messagePublished(String(topic), message);

const AFTER: Record<string, After> = {
	send: sent,
	sendText: sent,
	sendBinary: sent,
	publish: published,
	publishText: published,
	publishBinary: published,
	subscribe: (connection, [topic], result) => {
		if (result === true) connection.subscriptions.join(String(topic));
	},
	unsubscribe: (connection, [topic]) => connection.unsubscribed(String(topic)),
};

/** The connection of a socket that has opened, or `undefined`. */
export function connectionOf(socket: unknown): Connection | undefined {
	return typeof socket === 'object' && socket !== null ? connections.get(socket) : undefined;
}

/** Begins the connection of a socket that opens just now. */
export function connect(socket: unknown, opening: Opening, topics: Topics): Connection | undefined {
	return guard('Beginning a connection', () => {
		if (!isSocket(socket)) return undefined;
		patchOnce(Object.getPrototypeOf(socket));
		const connection = new Connection(opening, socket.remoteAddress, topics);
		connections.set(socket, connection);
		return connection;
	});
}

/** All sockets have one prototype, which is nowhere to be had before the first of them opens. */
function patchOnce(prototype: unknown): void {
	if (typeof prototype !== 'object' || prototype === null || patched.has(prototype)) return;
	patched.add(prototype);
	for (const [name, after] of Object.entries(AFTER)) {
		const method: unknown = Reflect.get(prototype, name);
		if (isMethod(method)) Reflect.set(prototype, name, observed(method, after));
	}
}

function observed(method: Method, after: After): Method {
	return new Proxy(method, {
		apply(original, self: unknown, args: unknown[]) {
			const connection = connectionOf(self);
			if (connection === undefined) return invoke(original, self, args);
			const wasOpen = isSocket(self) && self.readyState === OPEN;
			const result = invoke(original, self, args);
			try {
				if (wasOpen) after(connection, args, result);
			} catch (error) {
				report('Counting a message', error);
			}
			return result;
		},
	});
}

function isEmpty(message: unknown): boolean {
	return message === '' || (ArrayBuffer.isView(message) && message.byteLength === 0);
}

function isSocket(value: unknown): value is { remoteAddress: string; readyState: number } {
	return typeof value === 'object' && value !== null && 'remoteAddress' in value && 'readyState' in value;
}

function isMethod(value: unknown): value is Method {
	return typeof value === 'function';
}
