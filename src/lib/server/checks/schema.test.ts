import { expect, test } from 'bun:test';
import { checkInput } from './schema';

function issuesOf(fields: object): string[] {
	const parsed = checkInput.safeParse({ name: 'Shop', url: 'https://shop.example/', ...fields });
	return (parsed.error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);
}

test.each([
	[{ url: 'nowhere' }, 'url: expected a URL that begins with http:// or https://'],
	[{ url: 'http://[::1' }, 'url: expected a URL that begins with http:// or https://'],
	[{ url: 'http://me:pw@a/' }, 'url: expected a URL without user name and password; use a header'],
	[{ headers: { accept: 'a', Accept: 'b' } }, 'headers: expected each header once, in whatever case'],
	[{ headers: { 'x-note': 'a\r\nb: c' } }, 'headers.x-note: expected text of one line, in ISO 8859-1'],
	[{ headers: { 'x-note': '😀' } }, 'headers.x-note: expected text of one line, in ISO 8859-1'],
	[{ expect: { status: '299-200' } }, 'expect.status: expected the smaller status first'],
])('%j is told once, in words', (fields, issue) => {
	expect(issuesOf(fields)).toEqual([issue]);
});

test('a status that is none is told as that alone', () => {
	const parsed = checkInput.safeParse({ name: 'a', url: 'http://a/', expect: { status: '2xx' } });
	expect(JSON.stringify(parsed.error?.issues)).not.toContain('smaller status');
});
