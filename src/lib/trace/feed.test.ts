import { expect, test } from 'bun:test';
import { isBehind, readCursor, spanItem, writeCursor } from './feed';
import { makeSpan } from './traceFixture';

test('a cursor is read as it was written', () => {
	const place = { feed: 'b4516a94-ce37-1', sequence: 42 };
	expect(readCursor(writeCursor(place))).toEqual(place);
});

test.each(['', 'a', '.1', 'a.', 'a.x', 'a.1.2', `a.${'9'.repeat(16)}`, `${'a'.repeat(81)}.1`])(
	'%p is no place',
	(cursor) => {
		expect(readCursor(cursor)).toBeNull();
	},
);

test('cursors of one feed are in order, those of two are not', () => {
	expect(isBehind('a.10', 'a.9')).toBe(true);
	expect(isBehind('a.9', 'a.9')).toBe(false);
	expect(isBehind('b.10', 'a.9')).toBe(false);
	expect(isBehind('', 'a.9')).toBe(false);
});

test('a span is told as started until it has ended', () => {
	expect(spanItem(makeSpan('a', null, 0, null)).type).toBe('span.start');
	expect(spanItem(makeSpan('a', null, 0, 1)).type).toBe('span.end');
});
