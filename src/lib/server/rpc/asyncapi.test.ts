import { expect, test } from 'bun:test';
import { logLine, span } from '../sessions/testTrace';
import { asyncApiDocument } from './asyncapi';
import { frameSchema } from './feedSchemas';

const document = asyncApiDocument(new URL('https://glass.example:8443/api'));

/** What a reference leads to within the document. */
function follow(reference: string): unknown {
	const steps = reference.replace('#/', '').split('/');
	return steps.reduce<unknown>(
		(at, step) => (typeof at === 'object' && at !== null ? Reflect.get(at, step) : undefined),
		document,
	);
}

test('tells where it is, and who may use it', () => {
	expect(document).toMatchObject({
		asyncapi: '3.0.0',
		servers: { glasshouse: { host: 'glass.example:8443', protocol: 'wss' } },
		channels: { live: { address: '/api/v1/live' } },
	});
	expect(asyncApiDocument(new URL('http://localhost:3000')).servers.glasshouse.protocol).toBe('ws');
});

test('every reference leads somewhere', () => {
	const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, to = '']) => to);
	expect(references.length).toBeGreaterThan(20);
	for (const reference of references) expect([reference, follow(reference)]).not.toContain(undefined);
});

test('every frame is a message, by the name that it carries, and its parts are named schemas', () => {
	const names = Object.values(document.components.messages).map(({ name }) => name);
	expect(names).toEqual([
		'hello',
		'span.start',
		'span.end',
		'log',
		'session.event',
		'run',
		'end',
		'dropped',
		'access.end',
	]);
	expect(document.components.schemas.SpanEnd).toMatchObject({
		properties: { span: { $ref: '#/components/schemas/TraceSpan' } },
	});
	expect(document.components.schemas.TraceSpan).not.toHaveProperty('$schema');
});

test('what may stand in the address is told', () => {
	const { query } = document.channels.live.bindings.ws;
	expect(query).toMatchObject({ type: 'object', properties: { session: {}, only: {}, cursor: {} } });
});

test.each([
	{ type: 'span.end', span: span(), cursor: 'a.1' },
	{ type: 'log', log: logLine(), cursor: 'a.2' },
	{ type: 'dropped', count: 3 },
	{ type: 'end', cursor: 'a.3' },
	{ type: 'access.end', reason: 'expired' },
])('$type is a frame', (frame) => {
	expect(frameSchema.safeParse(frame).error).toBeUndefined();
	expect(frameSchema.safeParse({ ...frame, type: 'no such' }).success).toBe(false);
});
