import { context } from '@opentelemetry/api';
import { guard } from '../guard';
import { ClientSpan, type Outgoing } from '../http/clientSpan';
import { isKnownMethod } from '../http/conventions';
import { isObject } from '../isObject';
import { isTracingSuppressed } from '../suppression';

type Arguments = Parameters<typeof fetch>;
type Options = NonNullable<Arguments[1]>;

/**
 * Gives every request of the global `fetch` a CLIENT span, and writes the trace context into what is sent. A
 * Proxy, so that name, length and `fetch.preconnect` stay. Only http: and https: URLs are requests by the
 * conventions: data:, blob:, file: and s3: URLs pass as they are.
 */
export function instrumentFetch(): undefined {
	globalThis.fetch = new Proxy(globalThis.fetch, {
		apply(original, self, args: Arguments) {
			const call = guard('Reading a request', () => readCall(args));
			if (call === undefined) return Reflect.apply(original, self, args);
			const span = guard('Starting a client span', () => new ClientSpan(call));
			if (span === undefined) return Reflect.apply(original, self, call.args);
			guard('Writing the trace context', () => span.inject(call.headers));
			return observe(span, call.signal, () => Reflect.apply(original, self, call.args));
		},
	});
}

interface Call extends Outgoing {
	/** A copy of the caller's. */
	headers: Headers;
	/** What to call `fetch` with: the caller's arguments, with `headers` in place of theirs. */
	args: Arguments;
}

/** @returns `undefined` where there is nothing to trace, or nothing that `fetch` would take */
function readCall([input, init]: Arguments): Call | undefined {
	if (isTracingSuppressed(context.active())) return undefined;
	const request = input instanceof Request ? input : undefined;
	const url = networkUrl(request?.url ?? input);
	if (url === undefined) return undefined;
	// Getters are read once where they can be; what is no plain object, as a Request, does not survive a spread.
	const options = isPlain(init) ? { ...init } : init;
	const headers = copyHeaders(options?.headers, request?.headers);
	if (headers === undefined) return undefined;
	const args: Arguments = [input, withHeaders(options, headers)];
	return { url, ...choices(options, request), headers, args };
}

/** What of a Request's own the options leave as it is. */
function choices(options: Options | undefined, request: Request | undefined): Omit<Outgoing, 'url'> {
	return {
		method: sentMethod(options?.method ?? request?.method),
		unix: socketOf(options),
		signal: options?.signal ?? request?.signal,
	};
}

function networkUrl(input: unknown): URL | undefined {
	const url = URL.parse(String(input));
	return url?.protocol === 'http:' || url?.protocol === 'https:' ? url : undefined;
}

/** Headers that are not valid are left to `fetch`, which says why. */
function copyHeaders(
	given: HeadersInit | null | undefined,
	ofRequest: Headers | undefined,
): Headers | undefined {
	if (given === null) return undefined;
	try {
		return new Headers(given ?? ofRequest);
	} catch (error) {
		if (error instanceof TypeError) return undefined;
		throw error;
	}
}

/** Bun sends GET in place of a method that it does not know: ask it. */
function sentMethod(given = 'GET'): string {
	return isKnownMethod(given) ? given : new Request('http://localhost', { method: given }).method;
}

function socketOf(options: unknown): string | undefined {
	if (!isObject(options) || !('unix' in options)) return undefined;
	return typeof options.unix === 'string' ? options.unix : undefined;
}

function withHeaders(options: Options | undefined, headers: Headers): Options {
	if (isPlain(options)) return Object.assign(options, { headers });
	if (!isObject(options)) return { headers };
	return new Proxy(options, {
		get: (target, key): unknown => (key === 'headers' ? headers : Reflect.get(target, key, target)),
	});
}

function isPlain(value: unknown): value is Options {
	if (!isObject(value)) return false;
	const prototype: unknown = Reflect.getPrototypeOf(value);
	return prototype === Object.prototype || prototype === null;
}

function observe(span: ClientSpan, signal: Outgoing['signal'], send: () => unknown): unknown {
	const failed = (error: unknown): never => {
		span.rejected(error, signal);
		throw error;
	};
	let answer: unknown;
	try {
		answer = send();
	} catch (error) {
		return failed(error);
	}
	if (!(answer instanceof Promise)) {
		span.end();
		return answer;
	}
	return answer.then((response: Response) => {
		span.responded(response);
		return response;
	}, failed);
}
