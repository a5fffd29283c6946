import { diag } from '@opentelemetry/api';

/**
 * Runs a piece of telemetry that its host must not notice: what it throws goes to `diag`.
 * @returns what `fn` returned, or `undefined` where it threw
 */
export function guard<T>(what: string, fn: () => T): T | undefined {
	try {
		return fn();
	} catch (error) {
		report(what, error);
		return undefined;
	}
}

/** Tells `diag` of what telemetry itself failed in. Never throws. */
export function report(what: string, error: unknown): void {
	try {
		diag.error(`${what} failed`, error);
	} catch {
		return; // the logger that somebody has set is what fails: there is nobody left to tell
	}
}

/** Calls through a Proxy to what it stands for, with its own `this`. */
export function invoke(original: Invocable, self: unknown, args: readonly unknown[]): unknown {
	const result: unknown = Reflect.apply(original, self, args);
	return result;
}

/** Any function of the host: what it takes, and as what `this`, is its own affair. */
export type Invocable = (this: never, ...args: never) => unknown;
