import { createContextKey, type Context, type ContextManager } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { describe, expect, test } from 'bun:test';
import { EventEmitter } from 'node:events';
import { LeanContextManager } from './contextManager';
import { ROOT } from './leanContext';
import { Random } from './testing/random';

// What the official manager does, ours does: each of these tests is for both.

const KEY = createContextKey('tested');
const holding = (value: unknown): Context => ROOT.setValue(KEY, value);
const MANAGERS: [string, () => ContextManager][] = [
	['ours', () => new LeanContextManager()],
	['the official one', () => new AsyncLocalStorageContextManager()],
];
const ADDING = ['on', 'once', 'addListener', 'prependListener', 'prependOnceListener'] as const;
const REMOVING = ['off', 'removeListener'] as const;

describe.each(MANAGERS)('the context manager: %s', (_, create) => {
	const manager = create().enable();
	const value = () => manager.active().getValue(KEY);

	test('outside of any context holds nothing', () => {
		expect(value()).toBeUndefined();
	});

	test('a context is active inside of a call, and the outer one again behind it', () => {
		const inner = () => manager.with(holding('inner'), value);
		const told = manager.with(holding('outer'), () => [value(), inner(), value()]);
		expect(told).toEqual(['outer', 'inner', 'outer']);
		expect(value()).toBeUndefined();
	});

	test('a call gets `this` and its arguments, and gives what it returns or throws', () => {
		const add = function (this: { a: number }, b: number, c: number) {
			return this.a + b + c;
		};
		expect(manager.with(holding(1), add, { a: 1 }, 2, 3)).toBe(6);
		const self = function (this: unknown) {
			return this;
		};
		expect(manager.with(holding(1), self)).toBeUndefined();
		const fail = () => {
			throw new RangeError('mine');
		};
		expect(() => manager.with(holding(1), fail)).toThrow(RangeError);
		expect(value()).toBeUndefined();
	});

	test('stays active behind what is waited for, for each of many at the same time', async () => {
		const work = async (n: number) => {
			await Promise.resolve();
			await new Promise<void>((resolve) => void setTimeout(resolve, n % 3));
			const later = await new Promise((resolve) => queueMicrotask(() => resolve(value())));
			return [value(), later];
		};
		const all = await Promise.all(
			Array.from({ length: 50 }, (_, n) => manager.with(holding(n), () => work(n))),
		);
		expect(all).toEqual(Array.from({ length: 50 }, (_, n) => [n, n]));
	});

	test('a bound function has its context, wherever it is called, and is called as it would be', () => {
		const told = function (this: unknown, ...args: unknown[]) {
			return [value(), this, args];
		};
		const bound = manager.bind(holding('bound'), told);
		const self = { bound };
		expect(manager.with(holding('other'), () => self.bound(1, 2))).toEqual(['bound', self, [1, 2]]);
		expect(manager.bind(holding('bound'), (a: number, b: number) => a + b)).toHaveLength(2);
		expect(bound).toHaveLength(0);
		const fail = manager.bind(holding(1), () => {
			throw new RangeError('mine');
		});
		expect(fail).toThrow(RangeError);
	});

	test.each([undefined, null, 5, 'text', [1]])('of %p nothing is bound', (target) => {
		expect(manager.bind(holding(1), target)).toBe(target);
	});

	test.each(ADDING)('a listener added to a bound emitter by `%s` has its context', (add) => {
		const told: unknown[] = [];
		const emitter = manager.bind(holding('bound'), new EventEmitter());
		const listener = function (this: unknown, ...args: unknown[]) {
			told.push([value(), this === emitter, args]);
		};
		expect(emitter[add]('event', listener)).toBe(emitter);
		manager.with(holding('other'), () => emitter.emit('event', 1, 2));
		expect(told).toEqual([['bound', true, [1, 2]]]);
		expect(emitter.listenerCount('event')).toBe(add.toLowerCase().includes('once') ? 0 : 1);
	});

	test.each(ADDING)('what `%s` added is removed by what it was', (add) => {
		for (const remove of REMOVING) {
			const emitter = manager.bind(holding('bound'), new EventEmitter());
			const listener = () => undefined;
			emitter[add]('event', listener);
			expect(emitter.listenerCount('event')).toBe(1);
			emitter[remove]('event', listener);
			expect(emitter.listenerCount('event')).toBe(0);
		}
	});

	test('listeners from before are left alone, and can be removed', () => {
		const told: unknown[] = [];
		const listener = () => void told.push(value());
		const emitter = new EventEmitter().on('event', listener);
		manager.bind(holding('bound'), emitter);
		manager.with(holding('other'), () => emitter.emit('event'));
		expect(told).toEqual(['other']);
		expect(emitter.off('event', listener).listenerCount('event')).toBe(0);
	});

	test('an emitter keeps the first context that it was bound to', () => {
		const told: unknown[] = [];
		const emitter = manager.bind(holding('first'), new EventEmitter());
		expect(manager.bind(holding('second'), emitter)).toBe(emitter);
		emitter.once('event', () => void told.push(value())).emit('event');
		expect(told).toEqual(['first']);
	});

	test('an attached context is active until it is disposed of', () => {
		manager.with(holding('outer'), () => {
			const token = manager.attach?.(holding('attached'));
			expect(value()).toBe('attached');
			token?.dispose();
			expect(value()).toBe('outer');
			const second = manager.attach?.(holding('second'));
			token?.dispose();
			expect(value()).toBe('second');
			second?.dispose();
			expect(value()).toBe('outer');
		});
		expect(value()).toBeUndefined();
	});

	test('one that is disabled forgets what is active', () => {
		const disabled = create().enable();
		const told = disabled.with(holding(1), () => [
			disabled.active().getValue(KEY),
			disabled.disable().active().getValue(KEY),
		]);
		expect(told).toEqual([1, undefined]);
		expect(disabled.with(holding(2), () => disabled.active().getValue(KEY))).toBe(2);
	});
});

test('bound emitters behave alike, whatever is done to them', () => {
	for (let seed = 0; seed < 200; seed += 1) {
		const [ours, official] = MANAGERS.map(([, create]) => performed(new Random(seed), create()));
		expect(ours).toEqual(official);
	}
});

/** What is heard while a hundred random things are done to one emitter, some of whose listeners were there before. */
function performed(random: Random, manager: ContextManager): unknown[] {
	const heard: unknown[] = [];
	const listeners = Array.from({ length: 4 }, (_, n) => (...args: unknown[]) => {
		heard.push([n, manager.active().getValue(KEY), ...args]);
	});
	const emitter = new EventEmitter().setMaxListeners(0);
	const events: [string, ...(string | symbol)[]] = ['a', 'b', Symbol.for('c')];
	for (let i = 0; i < 100; i += 1) {
		if (i === 10) manager.bind(holding('bound'), emitter);
		const [event, listener] = [random.pick(events), listeners[random.below(4)] ?? fail];
		switch (random.below(6)) {
			case 0:
			case 1:
				emitter[random.pick(ADDING)](event, listener);
				break;
			case 2:
				emitter[random.pick<(typeof REMOVING)[number]>(REMOVING)](event, listener);
				break;
			case 3:
				if (random.chance(0.2)) emitter.removeAllListeners(...(random.chance(0.5) ? [event] : []));
				break;
			default:
				heard.push(manager.with(holding('outer'), () => emitter.emit(event, i)));
		}
		heard.push(emitter.listenerCount(event));
	}
	return heard;
}

function fail(): never {
	throw new Error('There are four listeners');
}

test('outside of any context, ours gives the lean root', () => {
	expect(new LeanContextManager().active()).toBe(ROOT);
});
