import { describe, expect, test } from 'bun:test';
import { gzipSync } from 'node:zlib';
import { logLine, span } from './testTrace';
import { bounded, pack, unpack } from './traceContent';

describe('pack and unpack', () => {
	test('give back what was put in, and what an earlier version had put in', async () => {
		const content = bounded(
			[
				span({ name: 'GET /', attributes: { text: 'grün', list: [1, null, 'x'] } }),
				span({ endTimeUnixNano: null }),
			],
			[logLine({ message: 'two\nlines' })],
		);
		expect(await unpack(pack(content))).toEqual(content);
		expect(await unpack(gzipSync(JSON.stringify(content)))).toEqual(content);
	});

	test('refuse what was not packed here', async () => {
		const refused = (bytes: Buffer) =>
			unpack(bytes).then(
				() => false,
				() => true,
			);
		expect(await refused(Buffer.from('neither of them'))).toBe(true);
		expect(await refused(gzipSync('{"spans":1}'))).toBe(true);
	});
});

test('bounded keeps the oldest and counts the rest', () => {
	const spans = Array.from({ length: 2003 }, (_, index) => span({ spanId: String(index) }));
	const logs = Array.from({ length: 1001 }, () => logLine());
	const content = bounded(spans, logs);
	expect(content.spans).toHaveLength(2000);
	expect(content.spans[0]?.spanId).toBe('0');
	expect(content.logs).toHaveLength(1000);
	expect(content.cut).toEqual({ spans: 3, logs: 1, events: 0 });
});
