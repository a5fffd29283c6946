import type { EventEmitter } from 'node:events';
import { invoke, type Invocable } from './guard';

const ADDING = ['addListener', 'on', 'once', 'prependListener', 'prependOnceListener'] as const;
const REMOVING = ['removeListener', 'off'] as const;

type Event = string | symbol;
type Bind = (listener: Invocable) => Invocable;
/** What was made of a listener, by the event that it listens to. */
type Listeners = Map<Event, WeakMap<Invocable, Invocable>>;

/** Emitters whose listeners are bound as they are added, and found again by what they were bound from. */
export class BoundEmitters {
	private readonly bound = new WeakMap<EventEmitter, Listeners>();
	/** `once` may come back through `on` with a listener that is bound, and wrapped, already. */
	private isAdding = false;

	/** Once bound, an emitter stays so. */
	bind(emitter: EventEmitter, bind: Bind): void {
		if (this.bound.has(emitter)) return;
		const listeners: Listeners = new Map();
		this.bound.set(emitter, listeners);
		for (const name of ADDING) this.replaceAdding(emitter, name, listeners, bind);
		for (const name of REMOVING) replaceRemoving(emitter, name, listeners);
		replaceRemovingAll(emitter, listeners);
	}

	private replaceAdding(
		emitter: EventEmitter,
		name: (typeof ADDING)[number],
		listeners: Listeners,
		bind: Bind,
	): void {
		const original = emitter[name];
		const add = (self: unknown, event: Event, listener: Invocable): unknown => {
			if (this.isAdding || typeof listener !== 'function') return invoke(original, self, [event, listener]);
			const made = bind(listener);
			remember(listeners, event, listener, made);
			this.isAdding = true;
			try {
				return invoke(original, self, [event, made]);
			} finally {
				this.isAdding = false;
			}
		};
		replace(emitter, name, function (this: unknown, event: Event, listener: Invocable) {
			return add(this, event, listener);
		});
	}
}

function replaceRemoving(emitter: EventEmitter, name: (typeof REMOVING)[number], listeners: Listeners): void {
	const original = emitter[name];
	replace(emitter, name, function (this: unknown, event: Event, listener: Invocable) {
		return invoke(original, this, [event, listeners.get(event)?.get(listener) ?? listener]);
	});
}

function replaceRemovingAll(emitter: EventEmitter, listeners: Listeners): void {
	const original = emitter.removeAllListeners;
	replace(emitter, 'removeAllListeners', function (this: unknown, ...events: Event[]) {
		if (events.length === 0) listeners.clear();
		for (const event of events) listeners.delete(event);
		return invoke(original, this, events);
	});
}

function remember(listeners: Listeners, event: Event, listener: Invocable, made: Invocable): void {
	const known = listeners.get(event) ?? new WeakMap<Invocable, Invocable>();
	listeners.set(event, known.set(listener, made));
}

function replace(emitter: EventEmitter, name: keyof EventEmitter, by: Invocable): void {
	Object.assign(emitter, { [name]: by });
}
