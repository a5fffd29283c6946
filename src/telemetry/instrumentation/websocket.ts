import { guard, invoke } from '../guard';
import { copyOf, setValue } from '../http/copyOf';
import { replaceMethod } from '../http/replaceMethod';
import { spanOfUpgrade } from '../http/upgrades';
import { isObject } from '../isObject';
import { tracedHandlers, whileOpening } from '../websocket/handlers';
import { publishedByServer } from '../websocket/metrics';
import { sizeOf } from '../websocket/size';
import { Topics } from '../websocket/topics';

/** What this file touches of `Bun.serve`'s options; everything else passes through as it is. */
interface ServeOptions {
	websocket?: unknown;
	/** Set by `node:http`, whose upgrades are its own. */
	onNodeHTTPRequest?: unknown;
}

/**
 * Gives every WebSocket connection of every `Bun.serve` a span for its life, counts what goes to and fro, and runs
 * its handlers in its context. Comes after `instrumentServe`, whose span of the upgrade it continues. `data`, the
 * handlers' `this`, and what they throw stay as they are.
 */
export function instrumentWebSocket(): undefined {
	const serve = new Proxy(Bun.serve, {
		apply(original, self, [options, ...rest]: unknown[]) {
			const topics = new Topics();
			const server = invoke(original, self, [traced(options, topics), ...rest]);
			guard('Instrumenting a server', () => instrumentServer(server, topics));
			return server;
		},
	});
	Object.assign(Bun, { serve });
}

function instrumentServer(server: unknown, topics: Topics): void {
	replaceMethod(server, 'reload', (original, self, [options, ...rest]) =>
		invoke(original, self, [traced(options, topics), ...rest]),
	);
	replaceMethod(server, 'upgrade', (original, self, args) => {
		const request = guard('Finding an upgrade', () => spanOfUpgrade(args[0]));
		const subprotocol = guard('Reading a subprotocol', () => subprotocolOf(args));
		return whileOpening({ request, subprotocol }, () => invoke(original, self, args));
	});
	replaceMethod(server, 'publish', (original, self, args) => {
		const result = invoke(original, self, args);
		guard('Counting a message', () => published(topics, args));
		return result;
	});
}

function published(topics: Topics, [topic, message]: readonly unknown[]): void {
	const name = String(topic);
	if (topics.members(name) === 0) return;
	const bytes = sizeOf(message);
	topics.publish(name, bytes);
	publishedByServer(typeof message === 'string' ? 'text' : 'binary', bytes);
}

/** A copy with wrapped handlers; the caller's object stays as it was. */
function traced(options: unknown, topics: Topics): unknown {
	return guard('Instrumenting WebSockets', () => tracedOptions(options, topics)) ?? options;
}

function tracedOptions(options: unknown, topics: Topics): unknown {
	if (!isServeOptions(options) || options.onNodeHTTPRequest !== undefined) return options;
	const { websocket } = options;
	if (!isObject(websocket)) return options;
	topics.publishesToSelf = 'publishToSelf' in websocket && websocket.publishToSelf === true;
	const copy = copyOf(options);
	setValue(copy, 'websocket', tracedHandlers(websocket, topics));
	return copy;
}

/** What Bun answers with: the application's choice, or else the first that the client offers. */
function subprotocolOf([request, options]: readonly unknown[]): string | undefined {
	if (!(request instanceof Request)) return undefined;
	const name = 'sec-websocket-protocol';
	const chosen = hasHeaders(options) ? new Headers(options.headers).get(name) : null;
	const offered = request.headers.get(name)?.split(',', 1)[0]?.trim();
	return chosen ?? (offered === '' ? undefined : offered);
}

/** Not an iterator: to read it would leave nothing for Bun. */
function hasHeaders(options: unknown): options is { headers: Headers | Record<string, string> } {
	if (!isObject(options) || !('headers' in options) || !isObject(options.headers)) return false;
	return options.headers instanceof Headers || Object.getPrototypeOf(options.headers) === Object.prototype;
}

function isServeOptions(value: unknown): value is ServeOptions {
	return isObject(value);
}
