import { expect, test } from 'bun:test';
import { requestHead } from './requestHead';

const LINE = { host: 'collector:4318', path: '/v1/traces?key=1' };

test('says what is asked, by whom and of what length', () => {
	expect(requestHead(LINE, { 'content-type': 'application/json', 'x-key': 'a b' }, 12)).toBe(
		[
			'POST /v1/traces?key=1 HTTP/1.1',
			'host: collector:4318',
			'accept: */*',
			'connection: keep-alive',
			'content-type: application/json',
			'x-key: a b',
			'content-length: 12',
			'\r\n',
		].join('\r\n'),
	);
});

test('leaves to the headers what they say themselves, but not how long the body is', () => {
	const given = { host: 'other', connection: 'close', 'content-length': '1', 'transfer-encoding': 'chunked' };
	expect(requestHead(LINE, given, 12)).toBe(
		[
			'POST /v1/traces?key=1 HTTP/1.1',
			'accept: */*',
			'host: other',
			'connection: close',
			'content-length: 12',
			'\r\n',
		].join('\r\n'),
	);
});

test.each([
	['x', 'a\r\nb: c'],
	['x', 'a\nb'],
	['x', 'a\rb'],
	['x', 'a\0b'],
	['x', '\u4e2d'],
	['x y', 'a'],
	['x:', 'a'],
	['', 'a'],
])('refuses a header that would break out of its line: %j: %j', (name, value) => {
	expect(() => requestHead(LINE, { [name]: value }, 0)).toThrow(TypeError);
});

test('takes every byte that a value may have', () => {
	expect(requestHead(LINE, { x: 'caf\xe9\t!' }, 0)).toContain('\r\nx: caf\xe9\t!\r\n');
});
