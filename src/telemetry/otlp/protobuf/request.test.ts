import { resourceFromAttributes } from '@opentelemetry/resources';
import { expect, test } from 'bun:test';
import type { Groups } from '../grouping';
import { giveBack, requestBytes } from './request';
import { tag } from './tags';

const RESOURCE = resourceFromAttributes({});
const SCOPE = { name: 'scope' };
const TEXT = tag(2, 'bytes');

const groups = (text: string): Groups<string> => [[RESOURCE, [[SCOPE, [text]]]]];
const request = (text: string) => requestBytes(groups(text), (writer, item) => writer.string(TEXT, item));
const textOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');

test('the memory of a request is used again once it is given back, and not before', () => {
	const first = request('first');
	const second = request('second');
	expect(second.buffer).not.toBe(first.buffer);
	giveBack(first);
	const third = request('third');
	expect(third.buffer).toBe(first.buffer);
	expect(textOf(second)).toContain('second');
	expect(textOf(third)).toContain('third');
	giveBack(second);
	giveBack(third);
});

test('what is given back twice, or was never lent, is used by nobody', () => {
	const first = request('first');
	giveBack(first);
	giveBack(first);
	giveBack(new Uint8Array(9));
	const [one, other] = [request('one'), request('other')];
	expect(one.buffer).not.toBe(other.buffer);
	expect(textOf(one)).toContain('one');
	expect(textOf(other)).toContain('other');
	giveBack(one);
	giveBack(other);
});

test('a request that fails half way leaves nothing behind', () => {
	const failing = () =>
		requestBytes(groups('x'), (writer, item: string): void => {
			writer.string(TEXT, item);
			throw new Error('no');
		});
	const expected = textOf(request('whole'));
	expect(failing).toThrow('no');
	expect(textOf(request('whole'))).toBe(expected);
});

test('one that was far too big keeps no memory', () => {
	const big = request('x'.repeat(8 * 1024 * 1024));
	giveBack(big);
	const next = request('next');
	expect(next.buffer).not.toBe(big.buffer);
	giveBack(next);
});
