import { describe, expect, test } from 'bun:test';
import type { FeedItem } from '$trace/feed';
import { logLine, sessionEvent, span } from '../testTrace';
import { Joining } from './joining';
import { readItems, readPart, writeParts } from './messages';

const HEAD = { from: 'a', to: null, message: 7 };

function items(count: number): FeedItem[] {
	return Array.from({ length: count }, (_, n) => {
		const data = { noise: crypto.randomUUID() };
		return { type: 'session.event' as const, event: sessionEvent({ id: `life-${n}`, data }) };
	});
}

describe('a message', () => {
	test('comes out as it went in, in parts that fit a payload and may come in any order', () => {
		const told: FeedItem[] = [
			{ type: 'span.start', span: span({ endTimeUnixNano: null }) },
			{ type: 'log', log: logLine({ message: 'grün\0' }) },
			...items(2000),
		];
		const parts = writeParts(told, HEAD) ?? [];
		expect(parts.length).toBeGreaterThan(3);
		for (const part of parts) expect(Buffer.byteLength(part)).toBeLessThan(8000);
		const joining = new Joining();
		const bodies = parts.toReversed().map((part) => joining.add(readPart(part)));
		expect(bodies.filter((body) => body !== undefined)).toHaveLength(1);
		expect(readItems(bodies.at(-1) ?? '')).toEqual({ items: told, unusable: 0 });
	});

	test('that is too much is not sent', () => {
		expect(writeParts(items(30_000), HEAD)).toBeNull();
	});

	test('leaves out what another version means by an item', () => {
		const [good] = items(1);
		const strange = { type: 'span.paused', span: span() };
		const body = Bun.zstdCompressSync(JSON.stringify([good, strange, 1])).toString('base64');
		expect(readItems(body)).toEqual({ items: [good], unusable: 2 } as ReturnType<typeof readItems>);
	});
});

describe('Joining', () => {
	const part = (message: number, at: number, parts = 2) => ({
		from: 'a',
		to: null,
		message,
		part: at,
		parts,
		body: String(at),
	});

	test('gives up messages that are never whole, the oldest first', () => {
		const joining = new Joining();
		for (let message = 0; message < 70; message++) joining.add(part(message, 0));
		expect(joining.lost).toBe(6);
		expect(joining.add(part(69, 1))).toBe('01');
		expect(joining.add(part(0, 1))).toBeUndefined();
		const late = new Joining();
		late.add(part(1, 0), 0);
		late.add(part(2, 0), 20_000);
		expect(late.lost).toBe(1);
	});

	test('takes a part once, and none that does not fit', () => {
		const joining = new Joining();
		expect(joining.add(part(1, 0))).toBeUndefined();
		expect(joining.add(part(1, 0))).toBeUndefined();
		expect(joining.add(part(1, 5, 6))).toBeUndefined();
		expect(joining.add(part(1, 1))).toBe('01');
	});
});
