import { invoke } from '../guard';
import { isObject } from '../isObject';
import { bodyBytes } from './bodyBytes';

// As Bun knows it: its own code, and what is patched here, construct this one.
const NativeResponse = Response;
const native: unknown = NativeResponse;

/** Responses that were given a stream for their body. */
const streaming = new WeakSet<object>();

type Callable = (this: unknown, ...args: unknown[]) => unknown;

/**
 * Puts a `Response` in place that remembers which responses were given a stream: Bun does not tell afterwards
 * without making a stream of anything, or changing what is sent. Prototype, statics, name and length are the
 * native ones, so that `instanceof`, subclasses and Bun's own responses are as before; it costs some 30 ns.
 */
export function observeResponses(): void {
	const observed: Callable = function (...args) {
		const target: unknown = new.target;
		if (!isCallable(target)) return isCallable(native) && Reflect.apply(native, this, args); // which throws
		const newTarget = target === observed ? NativeResponse : target;
		const response: unknown = Reflect.construct(NativeResponse, args, newTarget);
		if (isStream(args[0]) && isObject(response)) streaming.add(response);
		return response;
	};
	Object.defineProperties(observed, Object.getOwnPropertyDescriptors(NativeResponse));
	const { prototype } = NativeResponse;
	prototype.clone = new Proxy(prototype.clone, {
		apply(original, self: object, args) {
			const copy = invoke(original, self, args);
			if (streaming.has(self) && isObject(copy)) streaming.add(copy);
			return copy;
		},
	});
	Object.assign(prototype, { constructor: observed });
	Object.assign(globalThis, { Response: observed });
}

/**
 * Whether a response's body is a stream that is still being written, and not bytes or a file at hand. What
 * HTMLRewriter writes counts as at hand.
 */
export function isStreaming(response: Response, method: string): boolean {
	if (method === 'HEAD' || response.status === 204 || response.status === 304) return false;
	if (streaming.has(response)) return true;
	// What a fetch has received in part; Bun makes those responses itself.
	return response.url !== '' && bodyBytes(response) === 0 && response.body !== null;
}

function isCallable(value: unknown): value is Callable {
	return typeof value === 'function';
}

/** What Bun reads a body from piece by piece: a ReadableStream, anything that iterates, or its generator. */
function isStream(body: unknown): boolean {
	if (typeof body === 'function')
		return Object.prototype.toString.call(body) === '[object AsyncGeneratorFunction]';
	return isObject(body) && Symbol.asyncIterator in body;
}
