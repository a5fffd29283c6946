import { curlLine } from './curl';
import {
	parseDocument,
	type ApiContent,
	type ApiDocument,
	type ApiOperation,
	type JsonSchema,
} from './document';
import { exampleOf } from './example';
import { schemaRow, schemaRows, type SchemaRow } from './schemaRows';
import { referredNames, typeWords } from './schemaWords';

export interface Answer {
	status: string;
	description: string;
	/** `null` for an empty one. */
	type: string | null;
	refersTo: string[];
	/** JSON text of a success; `null` for the rest. */
	example: string | null;
}

export interface Operation {
	id: string;
	method: string;
	path: string;
	summary: string;
	description: string;
	parameters: (SchemaRow & { place: string })[];
	body: SchemaRow[];
	answers: Answer[];
	curl: string;
}

export interface ApiReference {
	title: string;
	version: string;
	paragraphs: string[];
	groups: { name: string; description: string; operations: Operation[] }[];
	schemas: { name: string; rows: SchemaRow[]; type: string }[];
}

export interface Place {
	/** Scheme, host and port of this server. */
	origin: string;
	/** Whether it asks for its token. */
	withToken: boolean;
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** An OpenAPI document as its page shows it: operations under their tag, then the named schemas. */
export function apiReference(given: unknown, place: Place): ApiReference {
	const document = parseDocument(given);
	const all = operations(document, place);
	return {
		title: document.info.title,
		version: document.info.version,
		paragraphs: document.info.description.split(/\n\s*\n/),
		groups: document.tags.map(({ name, description }) => ({
			name,
			description,
			operations: all.filter(({ tags }) => tags.includes(name)).map(({ operation }) => operation),
		})),
		schemas: Object.entries(document.components.schemas).map(([name, schema]) => ({
			name,
			rows: schemaRows(schema),
			type: typeWords(schema),
		})),
	};
}

function operations(document: ApiDocument, place: Place): { tags: string[]; operation: Operation }[] {
	return Object.entries(document.paths).flatMap(([path, item]) =>
		METHODS.flatMap((method) => {
			const given = item[method];
			if (given === undefined) return [];
			return [{ tags: given.tags, operation: describe(document, place, path, method.toUpperCase(), given) }];
		}),
	);
}

function describe(
	document: ApiDocument,
	place: Place,
	path: string,
	method: string,
	given: ApiOperation,
): Operation {
	const answers = Object.entries(given.responses).map(([status, { description, content = {} }]) =>
		describeAnswer(document, status, description, content),
	);
	return {
		id: given.operationId,
		method,
		path,
		summary: given.summary,
		description: given.description ?? '',
		parameters: given.parameters.map(({ name, in: where, required, schema, description }) => ({
			...schemaRow(name, { description, ...schema }, required),
			place: where,
		})),
		body: schemaRows(bodySchema(document, given)),
		answers,
		curl: curlLine({
			method,
			url: `${place.origin}${document.servers[0]?.url ?? ''}${path}`,
			body: bodyExample(document, given),
			withToken: place.withToken,
			stream: Object.values(given.responses).some(
				({ content }) => content?.['text/event-stream'] !== undefined,
			),
		}),
	};
}

function bodySchema(document: ApiDocument, { requestBody }: ApiOperation): JsonSchema {
	const schema = jsonOf(requestBody?.content ?? {})?.schema ?? {};
	const [name] = referredNames(schema);
	return name === undefined ? schema : (document.components.schemas[name] ?? {});
}

function bodyExample(document: ApiDocument, operation: ApiOperation): unknown {
	const json = jsonOf(operation.requestBody?.content ?? {});
	if (json === undefined) return undefined;
	if (json.example !== undefined) return json.example;
	const { properties = {}, required = [], ...schema } = bodySchema(document, operation);
	// What must be sent, or one field where nothing must: more would only hide it.
	const names = required.length > 0 ? required : Object.keys(properties).slice(0, 1);
	const few = Object.fromEntries(
		names.flatMap((name) => (properties[name] ? [[name, properties[name]]] : [])),
	);
	return exampleOf({ ...schema, type: 'object', properties: few }, document.components.schemas);
}

function describeAnswer(
	document: ApiDocument,
	status: string,
	description: string,
	content: ApiContent,
): Answer {
	const [kind] = Object.keys(content);
	const schema = jsonOf(content)?.schema;
	if (schema === undefined) return { status, description, type: kind ?? null, refersTo: [], example: null };
	const example = status.startsWith('2') ? exampleOf(schema, document.components.schemas) : undefined;
	return {
		status,
		description,
		type: typeWords(schema),
		refersTo: referredNames(schema),
		example: example === undefined ? null : JSON.stringify(example, null, 2),
	};
}

function jsonOf(content: ApiContent): ApiContent[string] | undefined {
	return content['application/json'];
}
