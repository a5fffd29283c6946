import { describe, expect, test } from 'bun:test';
import { methodConventions } from './conventions';
import { kindOf } from './requestKinds';

const kind = kindOf(methodConventions('GET'), 'http');

describe('the kind of a request', () => {
	test('is one for a method and a scheme', () => {
		expect(kindOf(methodConventions('GET'), 'http')).toBe(kind);
		expect(kindOf(methodConventions('GET'), 'https')).not.toBe(kind);
		expect(kindOf(methodConventions('ODD'), 'http')).toBe(kindOf(methodConventions('STRANGE'), 'http'));
		expect(kind.attributes).toEqual({ 'http.request.method': 'GET', 'url.scheme': 'http' });
	});

	test('names the span by the method and the route', () => {
		expect(kind.withRoute('/users/:id').spanName).toBe('GET /users/:id');
		expect(kind.withRoute(undefined).spanName).toBe('GET');
		expect(kindOf(methodConventions('ODD'), 'http').withRoute('/a').spanName).toBe('HTTP /a');
	});

	test('tells the same outcome by the same frozen attributes', () => {
		const outcome = kind.withRoute('/a').outcome(200, undefined);
		expect(kind.withRoute('/a').outcome(200, undefined)).toBe(outcome);
		expect(Object.isFrozen(outcome)).toBe(true);
		expect(outcome).toEqual({
			'http.request.method': 'GET',
			'url.scheme': 'http',
			'http.route': '/a',
			'http.response.status_code': 200,
		});
	});

	test('tells an error, and that there was no status', () => {
		expect(kind.withRoute(undefined).outcome(500, 'RangeError')).toEqual({
			'http.request.method': 'GET',
			'url.scheme': 'http',
			'http.response.status_code': 500,
			'error.type': 'RangeError',
		});
		const left = kind.withRoute(undefined).outcome(undefined, 'AbortError');
		expect(left).not.toHaveProperty('http.response.status_code');
	});

	test('forgets routes where somebody tells ever new ones', () => {
		const first = kind.withRoute('/first');
		expect(kind.withRoute('/first')).toBe(first);
		for (let i = 0; i < 2_000; i++) kind.withRoute(`/${i}`);
		expect(kind.withRoute('/first')).not.toBe(first);
		expect(kind.withRoute('/first').spanName).toBe('GET /first');
	});
});
