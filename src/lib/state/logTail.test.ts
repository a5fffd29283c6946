import { expect, test } from 'bun:test';
import type { LogLine } from '$trace/wire';
import { LogTail } from './logTail';

function line(at: number, message = `${at}`): LogLine {
	return { timeUnixNano: `${at}`, level: 'info', message, traceId: null, spanId: null, attributes: {} };
}

function told(...at: number[]) {
	return at.map((n) => ({ line: line(n), cursor: `a.${n}` }));
}

const shown = ({ lines }: LogTail) => lines.map(({ line: { message } }) => message);

test('what is told comes behind what the page came with; the oldest go', () => {
	const tail = new LogTail(4);
	tail.seed([line(1), line(2)], 'a.2', false);
	tail.add(told(3, 4, 5));
	expect(shown(tail)).toEqual(['2', '3', '4', '5']);
	expect(new Set(tail.lines.map(({ key }) => key)).size).toBe(4);
});

test('paused, nothing moves; what came is counted, and shown afterwards', () => {
	const tail = new LogTail(4);
	tail.seed([line(1)], 'a.1', false);
	tail.pause();
	tail.add(told(2, 3));
	tail.add(told(4, 5, 6));
	expect([shown(tail), tail.waitingCount, tail.paused]).toEqual([['1'], 5, true]);
	tail.resume();
	expect([shown(tail), tail.waitingCount, tail.paused]).toEqual([['3', '4', '5', '6'], 0, false]);
});

test('another answer of the server takes the place of what it covers, and no line shows twice', () => {
	const tail = new LogTail();
	tail.seed([line(1)], 'a.1', false);
	tail.add(told(2, 3, 4));
	tail.seed([line(2, 'two'), line(3, 'three')], 'a.3', false);
	expect(shown(tail)).toEqual(['two', 'three', '4']);
});

test('to fill a gap, older lines stay', () => {
	const tail = new LogTail();
	tail.seed([line(1), line(2)], 'a.2', false);
	tail.add(told(3));
	tail.seed([line(3, 'three'), line(4, 'four')], 'b.9', true);
	expect(shown(tail)).toEqual(['1', '2', 'three', 'four']);
});
