import { expect, test } from 'bun:test';
import { withParameter } from './links';

test('changes one part and keeps the rest', () => {
	expect(withParameter('?range=7d&table=', 'range', '1h')).toBe('?range=1h&table=');
	expect(withParameter('?range=7d&table=', 'table', null)).toBe('?range=7d');
	expect(withParameter('', 'before', '2026-11-21T12:00:00Z')).toBe('?before=2026-11-21T12%3A00%3A00Z');
});
