import { expect, test } from 'bun:test';
import { whyNot } from './node';

test('what runs on Bun needs no Node.js', () => {
	expect(whyNot('glasshouse', null)).toBeUndefined();
});

test('what runs on Node.js is left out where that is missing, or too old for its packages', () => {
	expect(whyNot('node-untraced', null)).toBe('there is no Node.js on the PATH');
	expect(whyNot('node-untraced', '20.20.2')).toBeUndefined();
	expect(whyNot('node-stock', '20.20.2')).toContain('and this is 20.20.2');
	expect(whyNot('node-stock', '24.1.0')).toBeUndefined();
});
