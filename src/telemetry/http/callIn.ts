import { context, type Context } from '@opentelemetry/api';
import { invoke, report } from '../guard';

type Invocable = (this: never, ...args: never) => unknown;

/**
 * Calls `fn` with `active` as the active context and returns, or throws, what it does. Where the context manager
 * itself fails, `fn` is called all the same, and only once.
 */
export function callIn(active: Context, fn: Invocable, self: unknown, args: readonly unknown[]): unknown {
	const call = new Call(fn, self, args);
	try {
		context.with(active, call.make, call);
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
