import { expect, test } from 'bun:test';
import { Random } from '../testing/random';
import { LocalSpanContext, LocalTrace } from '../tracing/spanContext';
import { placeOf, TraceTable, type InTable } from './traceTable';

class Item implements InTable<Item> {
	next: Item | undefined;
	readonly place: number;
	constructor(readonly traceId: string) {
		this.place = placeOf({ traceId, spanId: '', traceFlags: 0 });
	}
}

/** What stands in a table under an id. */
function inTable(table: TraceTable<Item>, traceId: string): Item | undefined {
	return table.get(traceId, new Item(traceId).place);
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
	for (const [id, item] of model) expect(inTable(table, id)).toBe(item);
	for (const item of model.values()) table.remove(item);
	for (const id of model.keys()) expect(inTable(table, id)).toBeUndefined();
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
			for (const item of items) expect(inTable(table, item.traceId)).toBe(left.has(item) ? item : undefined);
		}
	}
});

test('finds nothing under an id that is none', () => {
	expect(inTable(new TraceTable(), '')).toBeUndefined();
});

test('a span of this process and one of another of the same trace have one place', () => {
	for (let n = 0; n < 1_000; n += 1) {
		const local = LocalSpanContext.in(LocalTrace.begin(0), 1, undefined);
		const { traceId, spanId } = local;
		expect(placeOf({ traceId, spanId, traceFlags: 1 })).toBe(placeOf(local));
	}
	for (const traceId of ['', 'no trace', 'ü'.repeat(32)])
		expect(placeOf({ traceId, spanId: '', traceFlags: 0 })).toBeInteger();
});
