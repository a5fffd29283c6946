import { OpenAPIGenerator, type OpenAPI } from '@orpc/openapi';
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4';
import { version } from '../../../../package.json';
import { router } from './router';
import { schemas } from './openapiSchemas';

const DESCRIPTION = `Checks, their runs, the traces of both, and how the telemetry itself fares.

Where GLASSHOUSE_TOKEN is set, every call needs it as \`Authorization: Bearer <token>\` (or the session cookie of the
sign-in page). Every error is JSON: \`{ code, message, errorId, data? }\`; the log carries the same error id.`;

const EXAMPLE_CHECK = {
	name: 'Shop',
	url: 'https://shop.example.com/healthz',
	intervalSeconds: 60,
	expect: { status: 200, maxDurationMs: 800, jsonPath: { path: '$.status', equals: 'ok' } },
};

/** What can go wrong where. `default` stands for whatever is not told by name. */
const ERRORS: {
	status: string;
	description: string;
	of: (path: string, operation: OpenAPI.OperationObject) => boolean;
}[] = [
	{
		status: '400',
		description: 'The input is not usable; `data.issues` says what was expected.',
		of: () => true,
	},
	{ status: '401', description: 'The token is missing or wrong.', of: () => true },
	{ status: '404', description: 'There is no such thing.', of: (path) => path.includes('{') },
	{ status: '409', description: 'It has ended already.', of: (path) => path.endsWith('/cancel') },
	{
		status: '413',
		description: 'The body is too large.',
		of: (_, { requestBody }) => requestBody !== undefined,
	},
	{
		status: '415',
		description: 'The body is not JSON.',
		of: (_, { requestBody }) => requestBody !== undefined,
	},
	{ status: '429', description: 'Too many wrong tokens; see Retry-After.', of: () => true },
	{ status: 'default', description: 'Any other failure.', of: () => true },
];

const live = {
	operationId: 'runs.live',
	summary: 'Follow a run while it happens',
	description:
		'Server-sent events: `run` (Run), `spans` (TraceSpan[], new or changed), `logs` (LogLine[]), `end` ({}) when ' +
		'the run has ended and its trace is quiet. The first ones tell all that is known; so they do after a reconnect.',
	tags: ['runs'],
	parameters: [
		{ name: 'id', in: 'path', required: true, schema: { type: 'string' as const, format: 'uuid' } },
	],
	responses: {
		200: {
			description: 'The stream.',
			content: { 'text/event-stream': { schema: { type: 'string' as const } } },
		},
	},
};

let made: Promise<OpenAPI.Document> | undefined;

/** The OpenAPI 3.1 document of the HTTP API; made at the first call. */
export function openApiDocument(): Promise<OpenAPI.Document> {
	made ??= generate();
	return made;
}

async function generate(): Promise<OpenAPI.Document> {
	const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] });
	const document = await generator.generate(router, {
		info: {
			title: 'Glasshouse',
			version,
			description: DESCRIPTION,
			license: { name: 'MIT', identifier: 'MIT' },
		},
		servers: [{ url: '/api/v1' }],
		tags: [
			{ name: 'checks', description: 'What is watched, how often, and what is expected.' },
			{ name: 'runs', description: 'One execution of a check: a workflow and a trace.' },
			{ name: 'traces', description: 'What happened, span by span.' },
			{ name: 'telemetry', description: 'How the telemetry itself fares.' },
		],
		security: [{ token: [] }, { session: [] }],
		components: {
			securitySchemes: {
				token: { type: 'http', scheme: 'bearer', description: 'The value of GLASSHOUSE_TOKEN.' },
				session: {
					type: 'apiKey',
					in: 'cookie',
					name: 'glasshouse_session',
					description: 'Set by /sign-in.',
				},
			},
		},
		commonSchemas: schemas,
	});
	const paths: Paths = { ...document.paths, '/runs/{id}/live': { get: live } };
	addErrors(paths);
	addExample(paths['/checks']?.post);
	return { ...document, paths };
}

type Paths = NonNullable<OpenAPI.Document['paths']>;

function addErrors(paths: Paths): void {
	const content = { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } };
	for (const [path, item] of Object.entries(paths)) {
		for (const operation of operations(item)) {
			const possible = ERRORS.filter(({ of }) => of(path, operation));
			const errors = possible.map(({ status, description }) => [status, { description, content }] as const);
			operation.responses = { ...operation.responses, ...Object.fromEntries(errors) };
		}
	}
}

function operations(item: Paths[string]): OpenAPI.OperationObject[] {
	const methods = ['get', 'post', 'patch', 'delete'] as const;
	return methods.flatMap((method) => item?.[method] ?? []);
}

function addExample(operation: OpenAPI.OperationObject | undefined): void {
	const body = operation?.requestBody;
	const json = body !== undefined && 'content' in body ? body.content['application/json'] : undefined;
	if (json !== undefined) json.example = EXAMPLE_CHECK;
}
