import { describe, expect, test } from 'bun:test';
import { readTyped, withTyped } from './typedFilter';

describe('a typed condition', () => {
	test.each([
		['service is web', ['service', 'web']],
		['service not web', ['service', '!web']],
		['service is not web', ['service', '!web']],
		['Service: web', ['service', 'web']],
		['status!=2xx', ['status', '!2xx']],
		['status 404', ['status', '404']],
		['root is GET /checks/[id]', ['root', 'GET /checks/[id]']],
		['route = /checks', ['root', '/checks']],
		['> 1.2 s', ['minMs', '1200']],
		['duration over 2 min', ['minMs', '120000']],
		['<=20', ['maxMs', '20']],
		['under 5ms', ['maxMs', '5']],
		['errors', ['errors', '1']],
		['Still open', ['open', '1']],
		['N+1', ['repeats', '1']],
		['rootless', ['q', 'rootless']],
		['  checkout  ', ['q', 'checkout']],
		['services', ['q', 'services']],
	] as const)('%s', (typed, part) => expect(readTyped(typed)).toEqual([...part]));

	test('nothing is no condition', () => expect(readTyped('   ')).toBeNull());
});

describe('a query with a typed condition', () => {
	const add = (query: string, typed: string) => withTyped(new URLSearchParams(query), typed).toString();

	test('keeps the others, and forgets the page', () =>
		expect(add('errors=1&part=3', 'status 500')).toBe('errors=1&status=500'));
	test('has a second service beside the first, once', () => {
		expect(add('service=web', 'service is worker')).toBe('service=web&service=worker');
		expect(add('service=web', 'service is web')).toBe('service=web');
	});
	test('has one text only', () => expect(add('q=old', 'new')).toBe('q=new'));
	test('has nothing more where nothing was typed', () => expect(add('q=old', ' ')).toBe('q=old'));
});
