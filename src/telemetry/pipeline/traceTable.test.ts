import { expect, test } from 'bun:test';
import { Random } from '../testing/random';
import { TraceTable, type InTable } from './traceTable';

class Item implements InTable<Item> {
	next: Item | undefined;
	constructor(readonly traceId: string) {}
}

test('finds what was added, and nothing that was removed, as a map does', () => {
	const random = new Random(1);
	const table = new TraceTable<Item>();
	const model = new Map<string, Item>();
	const ids: string[] = [];
	for (let step = 0; step < 20_000; step += 1) {
		const known = ids[random.below(ids.length)];
		const item = known === undefined ? undefined : model.get(known);
		if (item !== undefined && random.chance(0.45)) {
			table.remove(item);
			model.delete(item.traceId);
			ids.splice(ids.indexOf(item.traceId), 1);
		} else {
			const added = new Item(random.hex(32));
			table.add(added);
			model.set(added.traceId, added);
			ids.push(added.traceId);
		}
	}
	expect(model.size).toBeGreaterThan(1_000);
	for (const [id, item] of model) expect(table.get(id)).toBe(item);
	for (const item of model.values()) table.remove(item);
	for (const id of model.keys()) expect(table.get(id)).toBeUndefined();
});

test('tells ids apart that share a place, in whatever order they leave', () => {
	const items = ['1', '2', '3', '4'].map((digit) => new Item(`${digit.repeat(29)}abc`));
	for (const order of [
		[0, 1, 2, 3],
		[3, 2, 1, 0],
		[1, 3, 0, 2],
	]) {
		const table = new TraceTable<Item>();
		items.forEach((item) => table.add(item));
		const left = new Set(items);
		for (const at of order) {
			const gone = items[at];
			if (gone === undefined) continue;
			table.remove(gone);
			left.delete(gone);
			for (const item of items) expect(table.get(item.traceId)).toBe(left.has(item) ? item : undefined);
		}
	}
});

test('finds nothing under an id that is none', () => {
	expect(new TraceTable<Item>().get('')).toBeUndefined();
});
