import { z } from 'zod';
import { version } from '../../../../package.json';
import { runSchema } from '../checks/model';
import {
	logLineSchema,
	sessionData,
	sessionEventSchema,
	sessionValue,
	traceSpanSchema,
} from '../sessions/wireSchemas';
import { choiceSchema, frameSchemas } from './feedSchemas';

const DESCRIPTION = `What happens in this Glasshouse, at the moment when it does. Every message is one frame, as JSON text.

Who connects again with the cursor of the last frame misses nothing that is still held. A client that reads too slowly
loses the oldest frames and is told how many. Nothing is expected from a client: whoever sends something is closed with
1003, or with 1009 if it is long. 1001 says that the process stops, 1000 that the run has ended.

Who came with the cookie of a session is let in for as long as that lasts. Within five seconds of its expiry, and at once
when it is signed out in the process that is followed, an access.end frame says so and the connection is closed, with
4401. The token itself does not end.

The same frames come as server-sent events where no WebSocket is asked for: the data of an event is a frame, its id the
cursor, and Last-Event-ID is understood.`;

const SCHEMAS = '#/components/schemas/';

/** The AsyncAPI 3.0 document of the live feed, made from the schemas that say what its frames are. */
export function asyncApiDocument({ protocol, host }: Pick<URL, 'protocol' | 'host'>) {
	const names = Object.keys(frameSchemas);
	return {
		asyncapi: '3.0.0',
		info: {
			title: 'Glasshouse, live',
			version,
			description: DESCRIPTION,
			license: { name: 'MIT', url: 'https://spdx.org/licenses/MIT.html' },
		},
		defaultContentType: 'application/json',
		servers: {
			glasshouse: {
				host,
				protocol: protocol === 'https:' ? 'wss' : 'ws',
				security: [
					{ $ref: '#/components/securitySchemes/token' },
					{ $ref: '#/components/securitySchemes/session' },
				],
			},
		},
		channels: { live: channel(names) },
		operations: {
			follow: {
				action: 'send',
				summary: 'Glasshouse tells what happens.',
				channel: { $ref: '#/channels/live' },
				messages: names.map((name) => ({ $ref: `#/channels/live/messages/${name}` })),
			},
		},
		components: {
			messages: Object.fromEntries(names.map((name) => [name, message(name)])),
			schemas: namedSchemas(),
			securitySchemes: {
				token: { type: 'http', scheme: 'bearer', description: 'The value of GLASSHOUSE_TOKEN.' },
				session: {
					type: 'httpApiKey',
					in: 'cookie',
					name: 'glasshouse_session',
					description: 'Set by /sign-in.',
				},
			},
		},
	};
}

function channel(names: string[]) {
	const query = z.toJSONSchema(choiceSchema, { target: 'draft-7', io: 'input' });
	return {
		address: '/api/v1/live',
		messages: Object.fromEntries(names.map((name) => [name, { $ref: `#/components/messages/${name}` }])),
		bindings: { ws: { method: 'GET', query: withoutDialect(query), bindingVersion: '0.1.0' } },
	};
}

function message(name: string) {
	const { type } = frameOf(name).shape;
	return {
		name: type.value,
		summary: frameOf(name).description,
		payload: { $ref: `${SCHEMAS}${name}` },
	};
}

function frameOf(name: string) {
	const found = Object.entries(frameSchemas).find(([known]) => known === name);
	if (found === undefined) throw new Error(`Expected the name of a frame, got ${name}`);
	return found[1];
}

/** Each under its name, and referred to by it. */
function namedSchemas() {
	const registry = z.registry<{ id: string }>();
	const parts = {
		TraceSpan: traceSpanSchema,
		LogLine: logLineSchema,
		SessionEvent: sessionEventSchema,
		SessionData: sessionData,
		SessionValue: sessionValue,
		Run: runSchema,
	};
	for (const [id, schema] of Object.entries({ ...parts, ...frameSchemas })) registry.add(schema, { id });
	const { schemas } = z.toJSONSchema(registry, {
		target: 'draft-7',
		// As somebody who reads has to take it: there may be more in it one day.
		io: 'input',
		uri: (id) => `${SCHEMAS}${id}`,
	});
	return Object.fromEntries(Object.entries(schemas).map(([id, schema]) => [id, withoutDialect(schema)]));
}

/** What stands in a document has the document's dialect and is found by its place there. */
function withoutDialect(schema: object): object {
	return Object.fromEntries(Object.entries(schema).filter(([key]) => key !== '$schema' && key !== '$id'));
}
