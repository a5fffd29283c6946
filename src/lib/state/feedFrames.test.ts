import { expect, test } from 'bun:test';
import { makeSpan } from '$trace/traceFixture';
import { itemOf, readFrame } from './feedFrames';

test('frames are read as what they promise', () => {
	const span = makeSpan('a', null, 0, null);
	const frame = readFrame(JSON.stringify({ type: 'span.start', span, cursor: 'a.1' }));
	expect(frame).toEqual({ type: 'span.start', span, cursor: 'a.1' });
	expect(itemOf(frame)).toMatchObject({ type: 'span.start' });
	expect(itemOf(readFrame('{"type":"dropped","count":3}'))).toBeUndefined();
	expect(itemOf(readFrame('{"type":"access.end","reason":"expired"}'))).toBeUndefined();
	expect(itemOf(readFrame('{"type":"end","cursor":"a.2"}'))).toMatchObject({ type: 'end' });
});

test.each([
	['{'],
	['null'],
	['[]'],
	['{"type":"surprise","cursor":"a.1"}'],
	['{"type":"toString","cursor":"a.1"}'],
	['{"type":"log","cursor":"a.1"}'],
	['{"type":"log","log":null,"cursor":"a.1"}'],
	['{"type":"end"}'],
	['{"type":"dropped","count":"3"}'],
	['{"type":"access.end"}'],
])('%s is refused', (data) => {
	expect(() => readFrame(data)).toThrow();
});

test('what is no text is refused', () => {
	expect(() => readFrame(new ArrayBuffer(2))).toThrow('Expected a frame');
});
