import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources';
import { expect, test } from 'bun:test';
import { SettledResource } from './settledResource';

const attributes = { 'service.name': 'tested', 'process.pid': 7 };

test('is what the official one is', () => {
	const own = new SettledResource(attributes);
	const official = resourceFromAttributes(attributes);
	expect(own.attributes).toEqual(official.attributes);
	expect(own.getRawAttributes()).toEqual(official.getRawAttributes());
	expect(own.asyncAttributesPending).toBe(false);
});

test('can be merged with others, either way: the other counts', async () => {
	const own = new SettledResource(attributes);
	const later = Promise.resolve('later');
	const merged = own.merge(
		resourceFromAttributes({ 'service.name': 'other', more: later }, { schemaUrl: 's' }),
	);
	await merged.waitForAsyncAttributes?.();
	expect(merged.attributes).toEqual({ ...attributes, 'service.name': 'other', more: 'later' });
	expect(merged.schemaUrl).toBe('s');
	expect(defaultResource().merge(own).attributes).toMatchObject(attributes);
	expect(own.merge(own).attributes).toEqual(attributes);
	expect(own.merge(null)).toBe(own);
});

test('cannot be changed by who reads it', () => {
	const given: Record<string, string> = { a: '1' };
	const own = new SettledResource(given);
	given['a'] = '2';
	expect(() => Object.assign(own.attributes, { b: '1' })).toThrow(TypeError);
	expect(own.attributes).toEqual({ a: '1' });
});
