import { expect, test } from 'bun:test';
import { makeSpan } from '$trace/traceFixture';
import { mergeSpans, readLogs, readRun, readSpans } from './liveFrames';

test('a new version takes the place of the old one, and nothing is lost', () => {
	const [open, other] = [makeSpan('a', null, 0, null), makeSpan('b', 'a', 1, 2)];
	const ended = makeSpan('a', null, 0, 5);
	expect(mergeSpans([open, other], [ended])).toEqual([ended, other]);
	expect(mergeSpans([], [open])).toEqual([open]);
});

test('frames are read as what they promise', () => {
	const span = makeSpan('a', null, 0, null);
	expect(readSpans(JSON.stringify([span]))).toEqual([span]);
	const line = {
		timeUnixNano: '1',
		level: 'info',
		message: 'm',
		traceId: null,
		spanId: null,
		attributes: {},
	};
	expect(readLogs(JSON.stringify([line])).map(({ message }) => message)).toEqual(['m']);
	expect(readRun(JSON.stringify({ id: 'r', state: 'running', traceId: 't' })).state).toBe('running');
});

test('anything else is refused', () => {
	for (const data of ['{', 'null', '{}', '[1]', '[{"spanId":1}]']) {
		expect(() => readSpans(data)).toThrow();
		expect(() => readLogs(data)).toThrow();
		expect(() => readRun(data)).toThrow();
	}
});
