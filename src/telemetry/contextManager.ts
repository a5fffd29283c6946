import { context, type Context, type ContextManagementToken, type ContextManager } from '@opentelemetry/api';
import { AsyncLocalStorage } from 'node:async_hooks';
import { EventEmitter } from 'node:events';
import { BoundEmitters } from './boundEmitters';
import { invoke, type Invocable } from './guard';
import { ROOT } from './leanContext';

let registered: LeanContextManager | undefined;

/** What carries the active span along asynchronous calls. Libraries such as DBOS crash without one. */
export function registerContextManager(): void {
	const manager = new LeanContextManager();
	if (context.setGlobalContextManager(manager)) registered = manager;
}

/**
 * The manager behind the API, where it is ours: each request asks a dozen times, and the API looks for it in its globals
 * and compares versions each time. `undefined` where another one is in place, or none.
 */
export function ownContextManager(): LeanContextManager | undefined {
	return registered;
}

/**
 * Does what the official manager on AsyncLocalStorage does; outside of any context `active()` is the lean {@link ROOT}.
 */
export class LeanContextManager implements ContextManager {
	private readonly storage = new AsyncLocalStorage<Context>();
	private readonly emitters = new BoundEmitters();

	active(): Context {
		return this.storage.getStore() ?? ROOT;
	}

	with<A extends unknown[], F extends (...args: A) => ReturnType<F>>(
		context: Context,
		fn: F,
		thisArg?: ThisParameterType<F>,
		...args: A
	): ReturnType<F> {
		const call = thisArg === undefined || thisArg === null ? fn : fn.bind(thisArg);
		return this.storage.run(context, call, ...args);
	}

	/** As `with`, for who has the arguments in a list: returns, or throws, what `fn` does. */
	call(context: Context, fn: Invocable, self: unknown, args: readonly unknown[]): unknown {
		return this.storage.run(context, invoke, fn, self, args);
	}

	/** As `with`, for a function of one argument. */
	around<A>(context: Context, fn: (argument: A) => unknown, argument: A): unknown {
		return this.storage.run(context, fn, argument);
	}

	/** Of anything but a function or an emitter nothing is made. */
	bind<T>(context: Context, target: T): T {
		if (target instanceof EventEmitter)
			this.emitters.bind(target, (listener) => this.bindFunction(context, listener));
		return isFunction(target) ? this.bindFunction(context, target) : target;
	}

	enable(): this {
		return this;
	}

	disable(): this {
		this.storage.disable();
		if (registered === this) registered = undefined;
		return this;
	}

	/** Active from here on, in what was called from here as in what called: `with` is nearly always what is meant. */
	attach(context: Context): ContextManagementToken {
		const before = this.active();
		let isDisposed = false;
		this.storage.enterWith(context);
		return {
			dispose: () => {
				if (!isDisposed) this.storage.enterWith(before);
				isDisposed = true;
			},
		};
	}

	/** `this` and the arguments go through; the length is kept, for there are callers who count parameters. */
	private bindFunction<F extends Invocable>(context: Context, target: F): F {
		const { storage } = this;
		const bound = function (this: unknown, ...args: unknown[]): unknown {
			return storage.run(context, invoke, target, this, args);
		};
		if (target.length > 0)
			Object.defineProperty(bound, 'length', { value: target.length, configurable: true });
		return bound as Invocable as F;
	}
}

function isFunction(target: unknown): target is Invocable {
	return typeof target === 'function';
}
