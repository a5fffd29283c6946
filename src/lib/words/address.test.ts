import { expect, test } from 'bun:test';
import { shortAddress } from './address';

test('https goes without saying, http does not', () => {
	expect(shortAddress('https://shop.example.com/health')).toBe('shop.example.com/health');
	expect(shortAddress('http://127.0.0.1:3000/healthz')).toBe('http://127.0.0.1:3000/healthz');
});

test('a query may hold a secret, so it is not shown in lists', () => {
	expect(shortAddress('https://shop.example.com/a?key=1#b')).toBe('shop.example.com/a?…');
});

test('what is no address is shown as it is', () => {
	expect(shortAddress('nowhere')).toBe('nowhere');
});
