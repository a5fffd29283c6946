import { expect, test } from 'bun:test';
import { RequestBytes } from './requestBytes';

/** A socket that takes so many bytes at a write, and has room for one write at a time. */
function socket(mostBytes: number) {
	const taken: Buffer[] = [];
	const write = (bytes: Uint8Array) => {
		taken.push(Buffer.from(bytes.slice(0, mostBytes)));
		return Math.min(bytes.length, mostBytes);
	};
	return { taken, write };
}

function bytesOf(length: number): Uint8Array<ArrayBuffer> {
	return Uint8Array.from({ length }, (_, at) => at % 251);
}

test.each([
	[10, 20, 7],
	[10, 20, 1],
	[10, 200_000, 30_001],
	[100_000, 100_000, 1_000],
	[70_000, 3, 65_536],
	[10, 0, 4],
])('a head of %d and a body of %d bytes arrive as they are where %d are taken at once', (...lengths) => {
	const [headLength, bodyLength, mostBytes] = lengths;
	const head = Buffer.from(bytesOf(headLength)).toString('latin1');
	const body = bytesOf(bodyLength);
	const request = new RequestBytes(head, body);
	const { taken, write } = socket(mostBytes);
	while (!request.isWritten) expect(request.writeTo({ write })).toBe(true);
	expect(Buffer.concat(taken).equals(Buffer.concat([bytesOf(headLength), body]))).toBe(true);
});

test('what is small leaves in one write', () => {
	const { taken, write } = socket(Infinity);
	new RequestBytes('head', bytesOf(60_000)).writeTo({ write });
	expect(taken).toHaveLength(1);
});

test('waits when there is no room, and begins anew where it is told to', () => {
	const request = new RequestBytes('head', bytesOf(3));
	const { taken, write } = socket(5);
	expect(request.writeTo({ write: () => 0 })).toBe(true);
	expect(request.isWritten).toBe(false);
	request.writeTo({ write });
	request.rewind();
	request.writeTo({ write });
	request.writeTo({ write });
	expect(Buffer.concat(taken).toString('latin1')).toBe('head\x00head\x00\x01\x02');
	expect(request.isWritten).toBe(true);
});

test('tells of a socket that is closed', () => {
	expect(new RequestBytes('head', bytesOf(3)).writeTo({ write: () => -1 })).toBe(false);
});
