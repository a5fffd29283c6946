import { z } from 'zod';

/** The parts of an OpenAPI 3.1 document that the reference shows. */

export interface JsonSchema {
	$ref?: string;
	type?: string | string[];
	format?: string;
	description?: string;
	enum?: unknown[];
	const?: unknown;
	default?: unknown;
	minimum?: number;
	maximum?: number;
	minLength?: number;
	maxLength?: number;
	pattern?: string;
	anyOf?: JsonSchema[];
	oneOf?: JsonSchema[];
	allOf?: JsonSchema[];
	items?: JsonSchema;
	properties?: Record<string, JsonSchema>;
	required?: string[];
	additionalProperties?: JsonSchema | boolean;
}

const inner = z.lazy(() => schema);

/** `true` and `false` are schemas too: of anything, and of nothing. */
const schema: z.ZodType<JsonSchema> = z.preprocess(
	(given) => (typeof given === 'boolean' ? {} : given),
	z.object({
		$ref: z.string().optional(),
		type: z.union([z.string(), z.array(z.string())]).optional(),
		format: z.string().optional(),
		description: z.string().optional(),
		enum: z.array(z.unknown()).optional(),
		const: z.unknown().optional(),
		default: z.unknown().optional(),
		minimum: z.number().optional(),
		maximum: z.number().optional(),
		minLength: z.number().optional(),
		maxLength: z.number().optional(),
		pattern: z.string().optional(),
		anyOf: z.array(inner).optional(),
		oneOf: z.array(inner).optional(),
		allOf: z.array(inner).optional(),
		items: inner.optional(),
		properties: z.record(z.string(), inner).optional(),
		required: z.array(z.string()).optional(),
		additionalProperties: z.union([z.boolean(), inner]).optional(),
	}),
);

const content = z.record(
	z.string(),
	z.object({ schema: schema.optional(), example: z.unknown().optional() }),
);

const parameter = z.object({
	name: z.string(),
	in: z.string(),
	required: z.boolean().default(false),
	description: z.string().optional(),
	schema: schema.default({}),
});

const operation = z.object({
	operationId: z.string(),
	summary: z.string().default(''),
	description: z.string().optional(),
	tags: z.array(z.string()).default([]),
	parameters: z.array(parameter).default([]),
	requestBody: z.object({ required: z.boolean().default(false), content }).optional(),
	responses: z
		.record(z.string(), z.object({ description: z.string().default(''), content: content.optional() }))
		.default({}),
});

const path = z.object({
	get: operation.optional(),
	post: operation.optional(),
	put: operation.optional(),
	patch: operation.optional(),
	delete: operation.optional(),
});

const document = z.object({
	info: z.object({ title: z.string(), version: z.string(), description: z.string().default('') }),
	servers: z.array(z.object({ url: z.string() })).default([]),
	tags: z.array(z.object({ name: z.string(), description: z.string().default('') })).default([]),
	paths: z.record(z.string(), path).default({}),
	components: z.object({ schemas: z.record(z.string(), schema).default({}) }).default({ schemas: {} }),
});

export type ApiDocument = z.infer<typeof document>;
export type ApiOperation = z.infer<typeof operation>;
export type ApiContent = z.infer<typeof content>;
export type Schemas = Record<string, JsonSchema>;

/** Reads what the reference needs of a document. @throws ZodError where it is no OpenAPI document */
export function parseDocument(given: unknown): ApiDocument {
	return document.parse(given);
}

const SCHEMA_REF = '#/components/schemas/';

/** The name of the schema that is referred to, `null` where it stands in place. */
export function referredName({ $ref }: JsonSchema): string | null {
	return $ref?.startsWith(SCHEMA_REF) === true ? $ref.slice(SCHEMA_REF.length) : null;
}
