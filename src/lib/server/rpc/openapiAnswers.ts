import type { OpenAPI } from '@orpc/openapi';
import type { Schemas } from './openapiSchemas';

type SchemaName = keyof Schemas;
type Operation = OpenAPI.OperationObject;

/**
 * Documents what an operation answers with, as a reference to a named schema. The procedure's types hold it to
 * that; checking every answer again at run time would cost more than it finds.
 * @param body a schema's name, in brackets for a list of them; none for an empty answer
 */
export function answers(status: number, description: string, body?: SchemaName | [SchemaName]) {
	return (operation: Operation): Operation => ({
		...operation,
		responses: { [status]: body === undefined ? { description } : { description, content: json(body) } },
	});
}

function json(body: SchemaName | [SchemaName]): Record<string, OpenAPI.MediaTypeObject> {
	const schema =
		typeof body === 'string' ? reference(body) : { type: 'array' as const, items: reference(body[0]) };
	return { 'application/json': { schema } };
}

function reference(name: SchemaName): OpenAPI.ReferenceObject {
	return { $ref: `#/components/schemas/${name}` };
}
