import { expect, test } from 'bun:test';
import { lookUntil } from './patience';
import { Undo } from './undo';

test('what was done last is taken back first; what fails keeps nothing else from being taken back', async () => {
	const undo = new Undo();
	const taken: string[] = [];
	undo.later(() => Promise.resolve(void taken.push('folder')));
	undo.later(() => Promise.reject(new Error('It is gone')));
	undo.later(() => Promise.resolve(void taken.push('check')));
	expect(await undo.all()).toEqual(['It is gone']);
	expect(taken).toEqual(['check', 'folder']);
	expect(await undo.all()).toEqual([]);
});

test('looking ends with what is enough, and otherwise with what was seen last', async () => {
	const { signal } = new AbortController();
	let looks = 0;
	const look = () => Promise.resolve(++looks);
	expect(await lookUntil(look, (seen) => seen === 3, { timeoutMs: 60_000, everyMs: 1, signal })).toBe(3);
	expect(await lookUntil(look, () => false, { timeoutMs: 0, everyMs: 1, signal })).toBe(4);
});

test('looking ends with its signal', () => {
	const controller = new AbortController();
	const endless = lookUntil(
		() => Promise.resolve(controller.abort()),
		() => false,
		{
			timeoutMs: 60_000,
			everyMs: 60_000,
			signal: controller.signal,
		},
	);
	expect(endless).rejects.toThrow();
});
