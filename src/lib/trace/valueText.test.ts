import { expect, test } from 'bun:test';
import { valueText } from './valueText';

test('a text stays as it is; everything else is JSON', () => {
	expect(valueText('a "b"')).toBe('a "b"');
	expect(valueText({ a: [1, null] })).toBe('{"a":[1,null]}');
});
