import { describe, expect, test } from 'bun:test';
import { curlLine } from './curl';
import { parseDocument } from './document';
import { exampleOf } from './example';
import { apiReference } from './reference';
import { schemaRows } from './schemaRows';
import { limitWords, typeWords } from './schemaWords';

const document = {
	info: { title: 'Glasshouse', version: '1', description: 'First.\n\nSecond.' },
	servers: [{ url: '/api/v1' }],
	tags: [{ name: 'checks', description: 'What is watched.' }],
	paths: {
		'/checks/{checkId}': {
			patch: {
				operationId: 'checks.update',
				summary: 'Change a check',
				tags: ['checks'],
				parameters: [
					{ name: 'checkId', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } },
				],
				requestBody: {
					content: {
						'application/json': {
							schema: {
								type: 'object',
								required: ['name'],
								properties: {
									name: { type: 'string', minLength: 1, maxLength: 200 },
									expect: { type: 'object', properties: { status: { type: 'integer' } } },
								},
							},
						},
					},
				},
				responses: {
					200: {
						description: 'As it is.',
						content: { 'application/json': { schema: { $ref: '#/components/schemas/Check' } } },
					},
					204: { description: 'Gone.' },
					default: { description: 'Wrong.', content: { 'application/json': { schema: { type: 'object' } } } },
				},
			},
		},
	},
	components: {
		schemas: {
			Check: {
				type: 'object',
				required: ['id'],
				properties: {
					id: { type: 'string', format: 'uuid' },
					parent: { $ref: '#/components/schemas/Check' },
					body: { anyOf: [{ type: 'string', maxLength: 10 }, { type: 'null' }], default: null },
				},
			},
		},
	},
};

const place = { origin: 'http://127.0.0.1:3000', withToken: false };

describe('apiReference', () => {
	const [group] = apiReference(document, place).groups;
	const operation = group?.operations[0];

	test('puts an operation under its tag, with all that it takes', () => {
		expect(operation).toMatchObject({ id: 'checks.update', method: 'PATCH', path: '/checks/{checkId}' });
		expect(operation?.parameters).toMatchObject([
			{ name: 'checkId', place: 'path', required: true, limits: 'uuid' },
		]);
		expect(operation?.body.map(({ name, depth }) => [name, depth])).toEqual([
			['name', 0],
			['expect', 0],
			['status', 1],
		]);
	});

	test('tells every answer, and shows an example of a success alone', () => {
		expect(operation?.answers.map(({ status, type, example }) => [status, type, example !== null])).toEqual([
			['200', 'Check', true],
			['204', null, false],
			['default', 'object', false],
		]);
	});

	test('a call sends only what must be sent', () => {
		expect(operation?.curl).toBe(
			`curl -X PATCH "http://127.0.0.1:3000/api/v1/checks/$CHECK_ID" \\\n  -H 'content-type: application/json' \\\n  -d '{"name":"name"}'`,
		);
	});

	test('the description keeps its paragraphs', () => {
		expect(apiReference(document, place).paragraphs).toEqual(['First.', 'Second.']);
	});
});

test('what is no document is refused', () => {
	expect(() => parseDocument({ paths: 3 })).toThrow();
});

describe('typeWords and limitWords', () => {
	const cases: [object, string, string][] = [
		[
			{ type: 'integer', minimum: 10, maximum: 86_400, default: 60 },
			'integer',
			'10 to 86\u202f400; default 60',
		],
		[
			{ anyOf: [{ type: 'string', maxLength: 9 }, { type: 'null' }] },
			'string or null',
			'at most 9 characters',
		],
		[{ type: 'array', items: { $ref: '#/components/schemas/Check' } }, 'Check[]', ''],
		[{ type: 'array', items: { anyOf: [{ type: 'number' }, { type: 'null' }] } }, '(number or null)[]', ''],
		[{ enum: ['a', 'b'] }, '"a" | "b"', ''],
		[{ type: 'object', additionalProperties: { type: 'string' } }, 'object of string', ''],
		[{ type: 'integer', minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER }, 'integer', ''],
		[{}, 'anything', ''],
	];
	for (const [schema, type, limits] of cases) {
		test(type, () => expect([typeWords(schema), limitWords(schema)]).toEqual([type, limits]));
	}
});

test('a schema that refers to itself ends', () => {
	const { schemas } = parseDocument(document).components;
	expect(schemaRows(schemas['Check'] ?? {}).map(({ name }) => name)).toEqual(['id', 'parent', 'body']);
	expect(JSON.stringify(exampleOf(schemas['Check'] ?? {}, schemas))).toContain('"body":null');
});

test('a quote in a body does not end the shell word', () => {
	const line = curlLine({ method: 'POST', url: 'http://h/', body: "it's", withToken: true, stream: false });
	expect(line).toContain(`'"it'\\''s"'`);
	expect(line).toContain('$GLASSHOUSE_TOKEN');
});
