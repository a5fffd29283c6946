import { createRequire } from 'node:module';
import { callersContext } from '../callersContext';
import { guard } from '../guard';
import { isTracingSuppressed } from '../suppression';
import { isMethod, likeItsOriginal, type Method } from '../wrapMethod';
import { mendedHttpInstrumentation, type Component, type HttpPatches } from './http/mended';

/**
 * `node:http` and `node:https`, traced by the official instrumentation. That takes 25 ms to load, so it waits for
 * the first request that is sent or served here and is to be traced. What stands in for it is put in place at once:
 * on Bun an ESM import sees what it finds patched, and keeps it.
 * `https` goes before `http`: Bun's `https.Server` inherits from `http.Server`, and patching it second would take
 * the patch off its parent.
 */
export function instrumentNodeHttp(): undefined {
	const require = createRequire(import.meta.url);
	const official = once(mendedHttpInstrumentation);
	for (const component of ['https', 'http'] as const) patchModule(require(component), component, official);
}

function patchModule(module: unknown, component: Component, official: () => HttpPatches): void {
	replace(module, 'request', (original) => {
		const request = patchedWhen(isTraced, original, () => official().outgoing(component, original));
		replace(
			module,
			'get',
			() =>
				(...args) =>
					ended(request(...args)),
		);
		return request;
	});
	replace(memberOf(memberOf(module, 'Server'), 'prototype'), 'emit', (original) =>
		patchedWhen(isRequest, original, () => official().incoming(component, original)),
	);
}

/** Where tracing is suppressed, such as for an exporter or a probe, nothing is traced, measured or loaded. */
function isTraced(): boolean {
	const caller = callersContext();
	return caller === undefined || !isTracingSuppressed(caller);
}

function isRequest([event]: readonly unknown[]): boolean {
	return event === 'request';
}

/** Calls the original, unless the call is one that concerns the patch, which is made by then. */
function patchedWhen(
	concerns: (args: readonly unknown[]) => boolean,
	original: Method<unknown>,
	patch: () => Method<unknown>,
): Method<unknown> {
	let patched: Method<unknown> | undefined;
	return function (this: unknown, ...args: unknown[]): unknown {
		if (!concerns(args)) return Reflect.apply(original, this, args);
		patched ??= guard('Instrumenting node:http', patch) ?? original;
		return Reflect.apply(patched, this, args);
	};
}

/** As `get` is `request`, ended: the module's own calls a `request` that nobody has patched. */
function ended(request: unknown): unknown {
	const end = memberOf(request, 'end');
	if (isMethod(end)) Reflect.apply(end, request, []);
	return request;
}

/** Puts it there like the one that was there, which shows as `__original`, and may be inherited. */
function replace(owner: unknown, name: string, wrap: (original: Method<unknown>) => Method<unknown>): void {
	const original = memberOf(owner, name);
	if (!isMethod(original) || !isObject(owner)) return;
	const value = Object.defineProperty(likeItsOriginal(wrap(original), original), '__original', {
		value: original,
	});
	const enumerable = Object.prototype.propertyIsEnumerable.call(owner, name);
	Object.defineProperty(owner, name, { value, enumerable, configurable: true, writable: true });
}

function once<T>(make: () => T): () => T {
	let made: { readonly it: T } | undefined;
	return () => (made ??= { it: make() }).it;
}

function memberOf(value: unknown, key: string): unknown {
	if (!isObject(value)) return undefined;
	const member: unknown = Reflect.get(value, key);
	return member;
}

function isObject(value: unknown): value is object {
	return (typeof value === 'object' || typeof value === 'function') && value !== null;
}
