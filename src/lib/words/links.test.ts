import { expect, test } from 'bun:test';
import { signInAddress, withParameter } from './links';

test('leads back after signing in', () => {
	expect(signInAddress(new URL('http://localhost/traces?q=a&open#x'))).toBe(
		'/sign-in?next=%2Ftraces%3Fq%3Da%26open',
	);
});

test('changes one part and keeps the rest', () => {
	expect(withParameter('?range=7d&table=', 'range', '1h')).toBe('?range=1h&table=');
	expect(withParameter('?range=7d&table=', 'table', null)).toBe('?range=7d');
	expect(withParameter('', 'before', '2026-11-21T12:00:00Z')).toBe('?before=2026-11-21T12%3A00%3A00Z');
});
