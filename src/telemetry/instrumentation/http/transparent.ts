import { report } from '../../guard';
import type { Method } from '../../wrapMethod';

/**
 * A patch that is no more than a listener: whatever it does before or after it calls the original, what the
 * original returned or threw is the outcome, and where the patch fails before it, the original is called alone.
 */
export function transparent(
	original: Method<unknown>,
	patch: (original: Method<unknown>) => Method<unknown>,
): Method<unknown> {
	return function (this: unknown, ...args: unknown[]): unknown {
		const call = new Call(original);
		try {
			Reflect.apply(patch(call.pass), this, args);
		} catch (error) {
			if (!call.isOutcome(error)) report('A patch', error);
		}
		return call.outcome(this, args);
	};
}

/** One call of the original, and what came of it. */
class Call {
	private outcomeOf: { returned: unknown } | { thrown: unknown } | undefined;
	/** Stands for the original, towards the patch. */
	readonly pass: Method<unknown>;

	constructor(private readonly original: Method<unknown>) {
		const make = (self: unknown, args: unknown[]) => this.make(self, args);
		this.pass = function (this: unknown, ...args: unknown[]) {
			return make(this, args);
		};
	}

	isOutcome(error: unknown): boolean {
		return this.outcomeOf !== undefined && 'thrown' in this.outcomeOf && this.outcomeOf.thrown === error;
	}

	/** Calls the original now, with what the host gave, where the patch did not come to it. */
	outcome(self: unknown, args: unknown[]): unknown {
		if (this.outcomeOf === undefined) return Reflect.apply(this.original, self, args);
		if ('thrown' in this.outcomeOf) throw this.outcomeOf.thrown;
		return this.outcomeOf.returned;
	}

	private make(self: unknown, args: unknown[]): unknown {
		try {
			const returned: unknown = Reflect.apply(this.original, self, args);
			this.outcomeOf = { returned };
			return returned;
		} catch (thrown) {
			this.outcomeOf = { thrown };
			throw thrown;
		}
	}
}
