import { context, type Context } from '@opentelemetry/api';
import { ownContextManager } from './contextManager';
import { invoke, report, type Invocable } from './guard';

/** What `context.active()` of the API says, for less where the manager is ours. */
export function activeContext(): Context {
	const own = ownContextManager();
	return own === undefined ? context.active() : own.active();
}

/** What `context.with` of the API does with one argument, for less where the manager is ours. */
export function within<A>(where: Context, fn: (argument: A) => unknown, argument: A): unknown {
	const own = ownContextManager();
	return own === undefined ? context.with(where, fn, undefined, argument) : own.around(where, fn, argument);
}

/** The context of whoever calls; `undefined` where the context manager fails. */
export function callersContext(): Context | undefined {
	try {
		return activeContext();
	} catch (error) {
		report('Asking for the active context', error);
		return undefined;
	}
}

/**
 * Calls a function of the host in a context and returns, or throws, what it does. Where there is no context, or the
 * context manager itself fails, it is called all the same, and only once.
 */
export function callIn(
	where: Context | undefined,
	fn: Invocable,
	self: unknown,
	args: readonly unknown[],
): unknown {
	if (where === undefined) return invoke(fn, self, args);
	const own = ownContextManager();
	if (own !== undefined) return own.call(where, fn, self, args);
	const call = new Call(fn, self, args);
	try {
		context.with(where, call.make, call);
	} catch (error) {
		report('Entering a context', error);
	}
	if (!call.made) call.make();
	if (call.threw) throw call.outcome;
	return call.outcome;
}

/** What a call came to, kept apart from what the context manager may throw around it. */
class Call {
	made = false;
	threw = false;
	outcome: unknown;

	constructor(
		private readonly fn: Invocable,
		private readonly self: unknown,
		private readonly args: readonly unknown[],
	) {}

	make(): void {
		if (this.made) return;
		this.made = true;
		try {
			this.outcome = invoke(this.fn, this.self, this.args);
		} catch (error) {
			this.threw = true;
			this.outcome = error;
		}
	}
}
