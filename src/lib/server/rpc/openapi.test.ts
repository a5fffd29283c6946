import { expect, test } from 'bun:test';
import { z } from 'zod';
import { openApiDocument } from './openapi';

const document = await openApiDocument();
const operations = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
	Object.entries(item ?? {}).map(([method, operation]) => ({
		name: `${method.toUpperCase()} ${path}`,
		operation,
	})),
);

test('tells every operation of the API', () => {
	expect(operations.map(({ name }) => name).sort()).toEqual([
		'DELETE /checks/{id}',
		'GET /checks',
		'GET /checks/{id}',
		'GET /live',
		'GET /runs',
		'GET /runs/{id}',
		'GET /telemetry/health',
		'GET /telemetry/in-flight',
		'GET /traces',
		'GET /traces/{traceId}',
		'PATCH /checks/{id}',
		'POST /checks',
		'POST /checks/{id}/run',
		'POST /runs/{id}/cancel',
	]);
});

const documented = z.object({
	operationId: z.string(),
	summary: z.string(),
	tags: z.array(z.string()).length(1),
	responses: z.object({
		401: z.object({ description: z.string() }),
		default: z.object({ content: z.object({ 'application/json': z.object({}) }) }),
	}),
});

test.each(operations)('$name has a summary, a tag and the shape of its errors', ({ operation }) => {
	expect(documented.safeParse(operation).error).toBeUndefined();
});

test('every reference leads to a schema that is there', () => {
	const references = JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/g);
	const names = new Set([...references].map(([, name = '']) => name));
	expect(names.size).toBeGreaterThan(8);
	for (const name of names) expect(document.components?.schemas).toHaveProperty(name);
});

test('access is described', () => {
	expect(document.security).toEqual([{ token: [] }, { session: [] }]);
	expect(Object.keys(document.components?.securitySchemes ?? {})).toEqual(['token', 'session']);
});

test('making a check has an example', () => {
	expect(document.paths?.['/checks']?.post?.requestBody).toHaveProperty([
		'content',
		'application/json',
		'example',
		'name',
	]);
});
