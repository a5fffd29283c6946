import { context, type Context } from '@opentelemetry/api';
import { report } from './guard';
import type { Method } from './wrapMethod';

/** The context of whoever calls; `undefined` where the context manager fails. */
export function callersContext(): Context | undefined {
	try {
		return context.active();
	} catch (error) {
		report('Asking for the active context', error);
		return undefined;
	}
}

/** Calls a function of the host in a context; as it is, where there is none, or the context manager fails. */
export function callIn<This>(
	where: Context | undefined,
	fn: Method<This>,
	self: This,
	args: readonly unknown[],
): unknown {
	if (where === undefined) return Reflect.apply(fn, self, args);
	const entered = { yes: false };
	const call = (): unknown => {
		entered.yes = true;
		return Reflect.apply(fn, self, args);
	};
	try {
		return context.with(where, call);
	} catch (error) {
		if (entered.yes) throw error;
		report('Entering a context', error);
		return call();
	}
}
