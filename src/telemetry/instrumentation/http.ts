import { createRequire } from 'node:module';
import { context } from '@opentelemetry/api';
import { isTracingSuppressed } from '@opentelemetry/core';
import type { Instrumentation } from '@opentelemetry/instrumentation';
import { isMethod, likeItsOriginal } from '../wrapMethod';
import { MendedHttpInstrumentation } from './http/mended';

/** What is patched of each module. */
const PATCHED = ['request', 'get'];

/**
 * The official instrumentation of `node:http` and `node:https`. It patches what is required, and on Bun an ESM
 * import sees the patch only where a `require` came first. `https` goes before `http`: Bun's `https.Server`
 * inherits from `http.Server`, and patching it second would take the patch off its parent.
 */
export function instrumentNodeHttp(): Instrumentation {
	const instrumentation = new MendedHttpInstrumentation({
		// Without this it would measure requests that it does not trace, such as those of an exporter.
		ignoreOutgoingRequestHook: () => isTracingSuppressed(context.active()),
	});
	const require = createRequire(import.meta.url);
	for (const name of ['https', 'http']) {
		const module: unknown = require(name);
		for (const key of PATCHED) keepNameAndLength(memberOf(module, key));
		keepNameAndLength(memberOf(memberOf(memberOf(module, 'Server'), 'prototype'), 'emit'));
	}
	return instrumentation;
}

/** A patched function says of itself what its original says. */
function keepNameAndLength(patched: unknown): void {
	const original = memberOf(patched, '__original');
	if (isMethod(patched) && isMethod(original)) likeItsOriginal(patched, original);
}

function memberOf(value: unknown, key: string): unknown {
	if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return undefined;
	const member: unknown = Reflect.get(value, key);
	return member;
}
