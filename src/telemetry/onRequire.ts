import { Module } from 'node:module';
import { guard } from './guard';
import { isMethod, likeItsOriginal } from './wrapMethod';

/**
 * Shows `visit` what is required under one of these ids, each time it is. Also the modules that an ES `import`
 * loads come by, where they `require` each other: on Bun that is how a package in CommonJS is reached, while
 * what a bundler has put inline is not. Ours, because `@opentelemetry/instrumentation` takes 18 ms to load.
 */
export function onRequire(ids: readonly string[], visit: (exports: unknown) => void): void {
	const wanted = new Set<unknown>(ids);
	const original: unknown = Reflect.get(Module.prototype, 'require');
	if (!isMethod(original)) return;
	const require = function (this: unknown, ...args: unknown[]): unknown {
		const exports = Reflect.apply(original, this, args);
		if (wanted.has(args[0])) guard(`Instrumenting ${String(args[0])}`, () => visit(exports));
		return exports;
	};
	// Set, and its descriptor never asked for: only so does Bun 1.4.5 notice that it was replaced.
	Reflect.set(Module.prototype, 'require', likeItsOriginal(require, original));
}
