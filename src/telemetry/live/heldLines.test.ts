import { expect, test } from 'bun:test';
import { HeldLines } from './heldLines';
import type { LiveLog } from './types';

const TRACES = ['a', 'b', 'c', null];

function line(at: number, message: string): LiveLog {
	const traceId = TRACES[(at * 7) % TRACES.length] ?? null;
	return { timeUnixNano: '0', level: 'info', message, traceId, spanId: null, attributes: {} };
}

test('finds the lines of a trace, and no others, whatever made room meanwhile', () => {
	const held = new HeldLines(10, 4_000);
	for (let at = 0; at < 200; at += 1) {
		held.push(line(at, 'x'.repeat((at * 37) % 900)));
		const all = held.toArray();
		for (const traceId of ['a', 'b', 'c', 'none'])
			expect(held.of(traceId)).toEqual(all.filter((one) => one.traceId === traceId));
	}
	expect(held.overwritten).toBe(200 - held.toArray().length);
});

test('gives a list that is the caller’s own', () => {
	const held = new HeldLines(10, 4_000);
	held.push(line(0, 'first'));
	held.of('a').push(line(4, 'not held'));
	expect(held.of('a').map(({ message }) => message)).toEqual(['first']);
});
