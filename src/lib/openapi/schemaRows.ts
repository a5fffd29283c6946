import type { JsonSchema } from './document';
import { alternatives, limitWords, referredNames, typeWords } from './schemaWords';

/** One line of a schema's table. */
export interface SchemaRow {
	name: string;
	/** How deep it stands; 0 at the top. */
	depth: number;
	type: string;
	required: boolean;
	limits: string;
	description: string;
	/** Named schemas that the type refers to. */
	refersTo: string[];
}

const DEEPEST = 5;

/** The properties of an object, of those inside it, and of what its arrays hold; named schemas are referred to. */
export function schemaRows(schema: JsonSchema, depth = 0): SchemaRow[] {
	if (depth > DEEPEST) return [];
	const required = new Set(schema.required);
	return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => [
		schemaRow(name, property, required.has(name), depth),
		...parts(property).flatMap((part) => schemaRows(part, depth + 1)),
	]);
}

/** One line on its own, as for a parameter. */
export function schemaRow(name: string, schema: JsonSchema, required: boolean, depth = 0): SchemaRow {
	return {
		name,
		depth,
		type: typeWords(schema),
		required,
		limits: limitWords(schema),
		description: schema.description ?? '',
		refersTo: referredNames(schema),
	};
}

/** The objects that stand inside a property, whichever way. */
function parts(schema: JsonSchema): JsonSchema[] {
	if (schema.properties !== undefined) return [schema];
	const held = schema.items === undefined ? [] : [schema.items];
	return [...held, ...alternatives(schema)].flatMap(parts);
}
