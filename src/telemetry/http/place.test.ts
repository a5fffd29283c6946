import { describe, expect, test } from 'bun:test';
import { Random } from '../testing/random';
import { placeOf } from './place';

const PARTS = [
	'/',
	'.',
	'..',
	'%2e',
	'%2E',
	'a',
	'%',
	'?',
	'#',
	' ',
	'\\',
	'@',
	':',
	'8',
	'ü',
	'[',
	'|',
] as const;

describe('the place of a URL', () => {
	test.each([
		['http://h.example/a/b', 'h.example', 80, '/a/b', ''],
		['https://h.example/', 'h.example', 443, '/', ''],
		['http://127.0.0.1:3000/a?b=/c?d#/e?f', '127.0.0.1', 3000, '/a', 'b=/c?d'],
		['http://[::1]:3000/a#b?c', '::1', 3000, '/a', ''],
		['http://user:secret@h.example/a?b', 'h.example', 80, '/a', 'b'],
		['http://H.example:80/a/../b?c=ü d', 'h.example', 80, '/b', 'c=ü d'],
		['http://h.example/a/./%2E%2e/b', 'h.example', 80, '/b', ''],
		['http://h.example/.well-known/a?b', 'h.example', 80, '/.well-known/a', 'b'],
		['http://h.example/a b"ü', 'h.example', 80, '/a%20b%22%C3%BC', ''],
		['http://h.example?a=/b', 'h.example', 80, '/', 'a=/b'],
		['http://h.example', 'h.example', 80, '/', ''],
		['http://a b/c?d', undefined, undefined, '/c', 'd'],
		['/c?d#e', undefined, undefined, '/c', 'd'],
		['*', undefined, undefined, '*', ''],
	])('%s', (url, address, port, path, query) => {
		expect(placeOf(url)).toEqual({ address, port, path, query });
		expect(placeOf(url)).toEqual({ address, port, path, query }); // its origin is known by now
	});

	test('is what a parser says, whatever the URL', () => {
		const random = new Random(20_260_722);
		for (let i = 0; i < 20_000; i++) {
			const rest = random.some(8, () => random.pick(PARTS)).join('');
			const text = `http://h${random.pick(['', ':80', ':81', 'H'])}${rest}`;
			const url = URL.parse(text);
			if (url === null) continue;
			const port = url.port === '' ? 80 : Number(url.port);
			const query = /^[^#?]*\?([^#]*)/.exec(text)?.[1] ?? '';
			const expected = { address: url.hostname, port, path: url.pathname, query };
			expect([text, placeOf(text)]).toEqual([text, expected]);
		}
	});

	test('is still told of more hosts than are remembered', () => {
		for (let i = 0; i < 500; i++) expect(placeOf(`http://h${i}/`).address).toBe(`h${i}`);
	});
});
