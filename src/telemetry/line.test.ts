import { expect, test } from 'bun:test';
import { Line, type InLine } from './line';

class Item implements InLine<Item> {
	before: Item | undefined;
	behind: Item | undefined;
	constructor(readonly name: string) {}
}

test('anybody may leave, and the others keep their order', () => {
	const line = new Line<Item>();
	const all = ['a', 'b', 'c', 'd', 'e'].map((name) => new Item(name));
	const names = () =>
		line
			.toArray()
			.map(({ name }) => name)
			.join('');
	for (const item of all) line.add(item);
	const [a, b, c, d, e] = all as [Item, Item, Item, Item, Item];
	expect(names()).toBe('abcde');
	line.remove(c);
	expect(names()).toBe('abde');
	line.remove(a);
	line.remove(e);
	expect([names(), line.first?.name]).toEqual(['bd', 'b']);
	line.add(c);
	line.remove(b);
	line.remove(d);
	expect(names()).toBe('c');
	line.remove(c);
	expect(line.first).toBeUndefined();
	for (const item of all) line.add(item);
	expect(names()).toBe('abcde');
});
