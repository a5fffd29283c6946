import { referredName, type JsonSchema, type Schemas } from './document';
import { alternatives } from './schemaWords';

const DEEPEST = 8;

const BY_FORMAT: Record<string, string> = {
	uuid: '0192f3c1-7f0a-4c1e-9d2b-5a4e8c7b6d10',
	guid: '0192f3c1-7f0a-4c1e-9d2b-5a4e8c7b6d10',
	'date-time': '2026-11-21T14:02:19.000Z',
	uri: 'https://shop.example.com/healthz',
};

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';

/** A value that fits a schema, made to be read: what has a default shows it, a choice shows its first. */
export function exampleOf(schema: JsonSchema, schemas: Schemas, name = '', depth = 0): unknown {
	if (depth > DEEPEST) return null;
	const referred = referredName(schema);
	if (referred !== null) return exampleOf(schemas[referred] ?? {}, schemas, name, depth + 1);
	if (schema.const !== undefined) return schema.const;
	if (schema.default !== undefined) return schema.default;
	if (schema.enum !== undefined) return schema.enum[0];
	const [first] = alternatives(schema);
	if (first !== undefined) return exampleOf(first, schemas, name, depth + 1);
	const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
	if (type === 'object') return exampleObject(schema, schemas, depth);
	if (type === 'array')
		return schema.items === undefined ? [] : [exampleOf(schema.items, schemas, name, depth + 1)];
	return exampleScalar(type, schema, name);
}

function exampleObject(schema: JsonSchema, schemas: Schemas, depth: number): Record<string, unknown> {
	const entries = Object.entries(schema.properties ?? {});
	return Object.fromEntries(entries.map(([name, part]) => [name, exampleOf(part, schemas, name, depth + 1)]));
}

function exampleScalar(type: string | undefined, schema: JsonSchema, name: string): unknown {
	if (type === 'boolean') return true;
	if (type === 'integer' || type === 'number') return Math.max(0, schema.minimum ?? 0);
	if (type !== 'string') return null;
	if (/trace-?id/i.test(name) || schema.format === 'trace-id') return TRACE_ID;
	if (/span-?id/i.test(name)) return TRACE_ID.slice(0, 16);
	if (/UnixNano$/.test(name)) return '1795269739000000000';
	return BY_FORMAT[schema.format ?? ''] ?? name;
}
