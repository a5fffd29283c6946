import { describe, expect, test } from 'bun:test';
import { findJson, shortJson, shownAt, validateJsonPath } from './jsonPath';

const BODY = JSON.stringify({ status: 'ok', list: [{ n: 1 }, { n: 2 }], 'a b': null, deep: { '✓': true } });

describe('the first match', () => {
	test.each([
		['$.status', '"ok"'],
		['$.list[1].n', '2'],
		['$.list[-1].n', '2'],
		['$..n', '1'],
		["$['a b']", 'null'],
		["$.deep['✓']", 'true'],
		['$.list[?@.n > 1].n', '2'],
		['$.list', '[{"n":1},{"n":2}]'],
		['$.missing', 'nothing'],
	])('%s is %s', (path, found) => {
		expect(findJson(path, BODY)).toBe(found);
	});

	test.each([
		['', 'an empty body'],
		['<html>', 'a body that is not JSON'],
		['{"a":', 'a body that is not JSON'],
	])('a body %j is told as what it is', (body, found) => {
		expect(findJson('$.a', body)).toBe(found);
	});

	test('a path that is not usable is told, in no more than 200 characters', () => {
		expect(findJson('$.a[', BODY)).toStartWith(
			'the path is not usable: expected a JSON path as RFC 9535 has it',
		);
		expect(findJson(`$.${'ä'.repeat(300)}[`, BODY).length).toBeLessThanOrEqual(200);
	});

	test('a body nested beyond all measure does not break it', () => {
		const nested = '['.repeat(2_000) + ']'.repeat(2_000);
		expect(findJson('$..a', nested)).toStartWith('the path could not be followed: ');
	});
});

describe('a path is checked before it is kept', () => {
	test.each(['$', '$.a', "$['a']", '$..a[?@.b == 1]', '$[?length(@.a) > 1]'])('%s is one', (path) => {
		expect(validateJsonPath(path)).toBeNull();
	});

	test.each(['', 'a', '.a', '$.a[', '$.a b', '$[?@.a', '$[99999999999999999999]'])('%j is none', (path) => {
		expect(validateJsonPath(path)).toStartWith('expected a JSON path');
	});

	// On 40 letters and no end, this one would keep the process busy for hours.
	test.each(['$[?match(@.a, "(a+)+b")]', '$[?search(@.a, "(a+)+b")]'])('%s is refused', (path) => {
		expect(validateJsonPath(path)).toContain('without match() and search()');
		expect(findJson(path, JSON.stringify([{ a: 'a'.repeat(40) }]))).toStartWith('the path is not usable');
	});
});

describe('short JSON', () => {
	test('is JSON text as long as it fits', () => {
		expect(shortJson({ a: ['b'] })).toBe('{"a":["b"]}');
		expect(shortJson('x'.repeat(198))).toHaveLength(200);
	});

	test('is never longer than 200, and tells apart what differs at the end', () => {
		const [a, b] = [shortJson(`${'é'.repeat(5_000)}1`), shortJson(`${'é'.repeat(5_000)}2`)];
		expect(a.length).toBeLessThanOrEqual(200);
		expect(a).not.toBe(b);
		expect(a).toContain('(5003 characters, SHA-256 ');
	});

	test('cuts no character in two', () => {
		expect(shortJson('😀'.repeat(300)).isWellFormed()).toBe(true);
	});
});

describe('a secret at the end of a path', () => {
	const body = JSON.stringify({
		session: { access_token: 'planted-1', type: 'jwt' },
		auth: 'Bearer planted-2',
	});

	test.each([
		'$.session.access_token',
		"$['session']['access_token']",
		'$..access_token',
		'$.auth',
		'$.session',
	])('is not shown: %s', (path) => {
		expect(findJson(path, body)).toContain('[masked]');
		expect(findJson(path, body)).not.toContain('planted');
	});

	test('is told from another one', () => {
		expect(findJson('$..access_token', body)).toBe(shownAt('$..access_token', 'planted-1'));
		expect(findJson('$..access_token', body)).not.toBe(shownAt('$..access_token', 'planted-2'));
	});

	test('is found in a long value, without searching all of it', () => {
		const long = [{ password: 'planted' }, ...Array.from({ length: 100_000 }, () => 'a-a-a-a')];
		const startMs = performance.now();
		expect(shownAt('$', long)).not.toContain('planted');
		expect(performance.now() - startMs).toBeLessThan(100);
	});

	test('what is none stays as it is', () => {
		expect(shownAt('$.token_type', 'jwt')).toBe('"jwt"');
		expect(shownAt('$.token', null)).toBe('null');
		expect(shownAt('$.list[0].n', 1)).toBe('1');
	});
});
