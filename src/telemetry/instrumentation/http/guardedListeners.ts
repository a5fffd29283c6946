import type { EventEmitter } from 'node:events';
import { guard } from '../../guard';

type Listener = (...args: unknown[]) => unknown;

const ADDING: ReadonlySet<unknown> = new Set(['on', 'prependListener']);

/** An emitter on which listeners can be set that do not throw; what they would throw goes to `diag`. */
export function quietly<T extends EventEmitter>(emitter: T): T {
	return new Proxy(emitter, {
		get(target, key): unknown {
			const member: unknown = Reflect.get(target, key, target);
			if (typeof member !== 'function') return member;
			if (!ADDING.has(key)) return member.bind(target);
			return (event: string | symbol, listener: Listener): unknown =>
				Reflect.apply(member, target, [event, guarded(listener)]);
		},
	});
}

function guarded(listener: Listener): Listener {
	return (...args) => guard('A listener', () => listener(...args));
}
