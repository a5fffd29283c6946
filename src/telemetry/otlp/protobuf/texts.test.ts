import { expect, test } from 'bun:test';
import { KnownKeys } from './keys';
import { FewTexts } from './texts';
import { KEY, STRING, VALUE } from './valueFields';
import { ProtobufWriter } from './writer';

const TAG = 10;

function fewTexts(most: number) {
	const written: string[] = [];
	const texts = new FewTexts(most, (writer, text) => {
		written.push(text);
		writer.string(TAG, text);
	});
	return { texts, written };
}

function bytesOf(write: (writer: ProtobufWriter) => void): Uint8Array {
	const writer = new ProtobufWriter();
	write(writer);
	return writer.finish();
}

test('a text is written once, and then known', () => {
	const { texts, written } = fewTexts(4);
	for (let round = 0; round < 3; round += 1) {
		for (const text of ['GET', 'POST', '', 'ünïcode \ud800', 'x'.repeat(64)]) {
			const piece = texts.get(text);
			if (piece === undefined) continue;
			const expected = bytesOf((writer) => writer.string(TAG, text));
			expect(bytesOf((writer) => writer.bare(piece))).toEqual(expected);
		}
		if (round === 0) expect(written).toEqual(['GET', 'POST', '', 'ünïcode \ud800']);
	}
});

test('one that is long is not remembered, and no reason to give up', () => {
	const { texts, written } = fewTexts(2);
	expect(texts.get('x'.repeat(65))).toBeUndefined();
	expect(texts.get('GET')).toBeDefined();
	expect(written).toEqual(['GET']);
});

test('where there are too many, all are forgotten, and none is learnt again', () => {
	const { texts, written } = fewTexts(2);
	for (const text of ['a', 'b', 'c', 'a', 'b', 'c', 'c']) texts.get(text);
	expect(written).toEqual(['a', 'b']);
	expect(['a', 'b', 'c'].map((text) => texts.get(text))).toEqual([undefined, undefined, undefined]);
});

test('keys are known, the first ones, and none that are long', () => {
	const keys = new KnownKeys(3);
	expect(keys.get('k'.repeat(65))).toBeUndefined();
	const first = ['a', 'b', 'ключ'].map((key) => keys.get(key));
	expect(first).not.toContain(undefined);
	expect(keys.get('d')).toBeUndefined();
	expect(['a', 'b', 'ключ'].map((key) => keys.get(key))).toEqual(first);
});

test('a known key and a text are written as a KeyValue is', () => {
	const known = new KnownKeys().get('http.request.method');
	const whole = known?.texts.get('GET');
	if (whole === undefined) throw new Error('It is not known');
	const expected = bytesOf((writer) => {
		const start = writer.begin(TAG);
		writer.string(KEY, 'http.request.method');
		const value = writer.begin(VALUE);
		writer.string(STRING, 'GET');
		writer.end(value);
		writer.end(start);
	});
	expect(bytesOf((writer) => writer.piece(TAG, whole))).toEqual(expected);
});
