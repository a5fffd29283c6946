import { describe, expect, test } from 'bun:test';
import { Answer } from './answer';

const WITH_LENGTH = 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\nx: y\r\n\r\nbody';
const CHUNKED = 'HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n';

describe('an answer is whole at its last byte', () => {
	test.each([
		[WITH_LENGTH, 200],
		[CHUNKED, 404],
		['HTTP/1.1 204 No Content\r\ncontent-length:0\r\n\r\n', 204],
		['HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n', 200],
	])('%j', (text, status) => {
		const answer = new Answer();
		expect(answer.take(Buffer.from(text))).toBe(status);
		for (const byte of Buffer.from(text.slice(0, -1))) {
			const one = Buffer.of(byte);
			expect(answer.take(one)).toBeUndefined();
			// As a socket does, that reads into the same buffer again.
			one[0] = 0;
		}
		expect(answer.take(Buffer.from(text.slice(-1)))).toBe(status);
	});
});

test('one without an end is refused', () => {
	expect(() => new Answer().take(Buffer.from('HTTP/1.1 200 OK\r\n\r\nbody'))).toThrow('no end');
});
