import { expect, test } from 'bun:test';
import { whyNot } from './node';

test('what runs on Bun needs no Node.js', () => {
	expect(whyNot('glasshouse', 'api', null)).toBeUndefined();
	expect(whyNot('glasshouse', 'check', null)).toBeUndefined();
});

test('what runs on Node.js is left out where that is missing, or too old for its packages', () => {
	expect(whyNot('node-untraced', 'api', null)).toBe('there is no Node.js on the PATH');
	expect(whyNot('node-untraced', 'api', '20.20.2')).toBeUndefined();
	expect(whyNot('node-stock', 'page', '20.20.2')).toContain('and this is 20.20.2');
	expect(whyNot('node-stock', 'page', '24.1.0')).toBeUndefined();
});

test('Glasshouse itself is no app for Node.js', () => {
	expect(whyNot('node-untraced', 'check', '24.1.0')).toBe('Glasshouse runs on Bun');
});
