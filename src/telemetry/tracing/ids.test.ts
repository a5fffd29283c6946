import { isValidSpanId, isValidTraceId } from '@opentelemetry/api';
import { heapStats } from 'bun:jsc';
import { expect, test } from 'bun:test';
import { apart, newSpanId, newTraceId } from './ids';

const MANY = 20_000;

test('ids are valid, and no two are alike', () => {
	const traceIds = Array.from({ length: MANY }, newTraceId);
	const spanIds = Array.from({ length: MANY }, newSpanId);
	expect(traceIds.every(isValidTraceId)).toBe(true);
	expect(spanIds.every(isValidSpanId)).toBe(true);
	expect(new Set([...traceIds, ...spanIds]).size).toBe(2 * MANY);
});

test('every digit of an id takes every value, as often as the others', () => {
	const counts = new Map<string, number>();
	for (let i = 0; i < MANY; i += 1)
		for (const [place, digit] of Object.entries(newTraceId())) {
			const key = `${place} ${digit}`;
			counts.set(key, (counts.get(key) ?? 0) + 1);
		}
	expect(counts.size).toBe(32 * 16);
	const expected = MANY / 16;
	for (const count of counts.values()) expect(Math.abs(count - expected)).toBeLessThan(expected / 3);
});

test('an id apart is the same, whatever it is, and keeps no other alive', () => {
	for (const id of [newTraceId(), newSpanId(), '', 'no id "\\', 'ü€😀', '\ud800', 'constructor'])
		expect(apart(id)).toBe(id);
	const bytesOf = (keep: (id: string) => string) => {
		const kept: string[] = [];
		Bun.gc(true);
		const before = heapStats().heapSize;
		for (let i = 0; i < MANY; i += 1) {
			const id = newTraceId();
			for (let span = 0; span < 6; span += 1) newSpanId();
			kept.push(keep(id));
		}
		Bun.gc(true);
		return (heapStats().heapSize - before) / kept.length;
	};
	expect(bytesOf(apart)).toBeLessThan(bytesOf((id) => id) / 2);
});
