import { createContextKey, ROOT_CONTEXT, trace, type Context } from '@opentelemetry/api';
import { expect, test } from 'bun:test';
import { ROOT } from './leanContext';
import { Random } from './testing/random';

test('the root holds nothing', () => {
	expect(trace.getSpan(ROOT)).toBeUndefined();
	expect(ROOT.getValue(createContextKey('any'))).toBeUndefined();
});

test('a context is never changed: what is set or deleted makes another', () => {
	const key = createContextKey('key');
	const span = trace.wrapSpanContext({ traceId: '1', spanId: '2', traceFlags: 0 });
	const first = trace.setSpan(ROOT.setValue(key, 1), span);
	const second = trace.deleteSpan(first.setValue(key, 2));
	const third = second.deleteValue(key);
	expect([ROOT, first, second, third].map((one) => one.getValue(key))).toEqual([undefined, 1, 2, undefined]);
	expect([ROOT, first, second, third].map(trace.getSpan)).toEqual([undefined, span, undefined, undefined]);
});

test('holds what the contexts of the API would, whatever is done to them', () => {
	const random = new Random(4);
	const keys = ['a', 'b', 'c', 'd', 'OpenTelemetry Context Key SPAN'].map(createContextKey);
	const made: { lean: Context; official: Context }[] = [{ lean: ROOT, official: ROOT_CONTEXT }];
	for (let i = 0; i < 3_000; i += 1) {
		const from = made[random.below(made.length)];
		const key = keys[random.below(keys.length)];
		if (from === undefined || key === undefined) throw new Error('There is always one');
		const value = random.pick<unknown>([i, undefined, null, false]);
		const isSet = random.chance(0.7);
		const next = (context: Context) => (isSet ? context.setValue(key, value) : context.deleteValue(key));
		made.push({ lean: next(from.lean), official: next(from.official) });
	}
	const held = (context: Context) => keys.map((key) => context.getValue(key));
	expect(made.map(({ lean }) => held(lean))).toEqual(made.map(({ official }) => held(official)));
});

test('setting one key again and again keeps no more than its last value', () => {
	const key = createContextKey('again');
	const other = createContextKey('other');
	let context = ROOT.setValue(other, 'kept');
	for (let i = 0; i < 100_000; i += 1) context = context.setValue(key, i).setValue(other, 'kept');
	expect(context.getValue(key)).toBe(99_999);
	expect(JSON.stringify(context).length).toBeLessThan(1_000);
});
