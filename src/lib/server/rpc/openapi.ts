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
	{
		status: '404',
		description: 'There is no such thing.',
		of: (path) => path.includes('{') || path === '/live',
	},
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

const text = { type: 'string' as const };
const live = {
	operationId: 'live',
	summary: 'Follow what happens while it does',
	description:
		'Every span as it starts and as it ends, log lines and session events; with `session` those of one run, from all ' +
		'that is known until it has ended. A WebSocket where the request asks for an upgrade, else server-sent events ' +
		'with the same frames. /api/v1/asyncapi.json describes them.',
	tags: ['live'],
	parameters: [
		{ name: 'session', in: 'query', description: 'The run.', schema: { ...text, format: 'uuid' } },
		{ name: 'only', in: 'query', description: 'Only log lines.', schema: { ...text, enum: ['log'] } },
		{ name: 'cursor', in: 'query', description: 'Goes on behind the frame that had it.', schema: text },
	],
	responses: {
		101: { description: 'The WebSocket: every message is one frame, as JSON text.' },
		200: {
			description: 'The stream: every event is one frame, its id the cursor.',
			content: { 'text/event-stream': { schema: text } },
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
			{ name: 'live', description: 'What happens, at the moment when it does.' },
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
	const paths: Paths = { ...document.paths, '/live': { get: live } };
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
