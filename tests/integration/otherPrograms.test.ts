import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { untraced } from '../support/client';
import { eventually } from '../support/eventually';
import type { ReceivedSpan } from '../support/otlp/decode';
import { startReceiver, type Receiver } from '../support/otlp/receiver';
import { startPostgres, type PostgresServer } from '../support/postgres';
import { startProgram, type Program } from '../support/program';
import { startTarget, type Target } from '../support/target';

const AFTER_ABORT = 30;

let receiver: Receiver;
let postgres: PostgresServer;
let target: Target;

beforeAll(async () => {
	receiver = startReceiver();
	postgres = await startPostgres();
	target = await startTarget();
});

afterAll(async () => {
	await target.stop();
	await postgres.stop();
	await receiver.stop();
});

/** A program of tests/support/programs in a process of its own, with nothing but the preload. */
async function start(name: string) {
	const command = ['bun', '--preload', './telemetry.ts', `tests/support/programs/${name}.ts`];
	const program = startProgram(command, {
		env: {
			OTEL_SERVICE_NAME: name,
			OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
			OTEL_BSP_SCHEDULE_DELAY: '20',
			DATABASE_URL: await postgres.createDatabase(),
			TARGET_URL: `${target.url}/`,
		},
	});
	const [, url = ''] = await program.line(/(http:\/\/[\d.:]+)/);
	return { program, url };
}

function serverSpan(service: string, path: string): Promise<ReceivedSpan> {
	return eventually(`the server span of ${path}`, () =>
		receiver.spans.find(
			(span) => span.service === service && span.kind === 'server' && span.attributes['url.path'] === path,
		),
	);
}

/** The one CLIENT span under a span. */
function clientUnder({ traceId, spanId }: ReceivedSpan): Promise<ReceivedSpan> {
	return eventually(`a client span under ${spanId}`, () =>
		receiver.spans.find(
			(span) => span.traceId === traceId && span.parentSpanId === spanId && span.kind === 'client',
		),
	);
}

/** Who knows the route tells it: Bun's own routes, which Elysia uses as well. Hono's router is its own. */
const PROGRAMS = [
	{ name: 'plain', routes: true },
	{ name: 'elysia', routes: true },
	{ name: 'hono', routes: false },
] as const;

describe.each(PROGRAMS)('$name, with the preload alone', ({ name, routes }) => {
	const called = (route: string) => (routes ? `GET ${route}` : 'GET');
	let program: Program;
	let url: string;

	beforeAll(async () => {
		({ program, url } = await start(name));
	});
	afterAll(() => program.kill());

	test('a request is named after its route, never after its path', async () => {
		const response = await untraced(`${url}/users/7`);
		expect(await response.json()).toEqual({ id: 7 });
		const span = await serverSpan(name, '/users/7');
		expect(span).toMatchObject({ name: called('/users/:id'), parentSpanId: null, status: 'unset' });
		expect(span.attributes['http.route']).toBe(routes ? '/users/:id' : undefined);
		expect(span.attributes['http.response.status_code']).toBe(200);
	});

	test('its SQL stands under it', async () => {
		await untraced(`${url}/users/8`);
		const sql = await clientUnder(await serverSpan(name, '/users/8'));
		expect(sql.attributes).toMatchObject({ 'db.system.name': 'postgresql', 'db.operation.name': 'SELECT' });
	});

	test('a request onward carries its trace', async () => {
		await untraced(`${url}/onward/json`);
		const span = await serverSpan(name, '/onward/json');
		const onward = await clientUnder(span);
		expect(onward.attributes['url.full']).toBe(`${target.url}/json`);
		const [seen] = target.seenAt('/json').slice(-1);
		expect(seen?.headers.traceparent).toBe(`00-${span.traceId}-${onward.spanId}-01`);
	});

	test('a trace that the caller began goes on', async () => {
		const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
		await untraced(`${url}/users/9`, { headers: { traceparent } });
		const span = await serverSpan(name, '/users/9');
		expect(span).toMatchObject({
			traceId: '0af7651916cd43dd8448eb211c80319c',
			parentSpanId: 'b7ad6b7169203331',
			flags: 0x301,
		});
	});

	test('what throws is an error of the server', async () => {
		expect((await untraced(`${url}/fail`)).status).toBe(500);
		const span = await serverSpan(name, '/fail');
		expect(span).toMatchObject({ name: called('/fail'), status: 'error' });
		expect(span.attributes['http.response.status_code']).toBe(500);
		expect(span.attributes['error.type']).toBe(name === 'plain' ? 'RangeError' : '500');
	});

	test('a page that is not there is none', async () => {
		expect((await untraced(`${url}/nothing`)).status).toBe(404);
		const span = await serverSpan(name, '/nothing');
		expect(span).toMatchObject({ name: 'GET', status: 'unset' });
		expect(span.attributes['http.route']).toBeUndefined();
	});

	// https://github.com/elysiajs/opentelemetry/issues/57
	test('what comes after an aborted request has traces of its own', async () => {
		target.hold();
		const abort = new AbortController();
		const before = target.seenAt('/held').length;
		const aborted = untraced(`${url}/onward/held`, { signal: abort.signal });
		await eventually('the request to be held', () => target.seenAt('/held').length > before);
		abort.abort();
		expect(await aborted.catch(() => 'aborted')).toBe('aborted');

		const paths = Array.from({ length: AFTER_ABORT }, (_, i) => `/onward/ok?n=${i}`);
		for (const path of paths.slice(0, AFTER_ABORT / 2)) await (await untraced(url + path)).text();
		await Promise.all(paths.slice(AFTER_ABORT / 2).map(async (path) => (await untraced(url + path)).text()));
		target.release();

		const cut = await serverSpan(name, '/onward/held');
		const later = await eventually('the spans of all later requests', () => {
			const found = receiver.spans.filter(
				(span) => span.service === name && span.attributes['url.path'] === '/onward/ok',
			);
			return found.length === AFTER_ABORT && found;
		});
		expect(later.every(({ parentSpanId }) => parentSpanId === null)).toBe(true);
		expect(new Set([cut, ...later].map(({ traceId }) => traceId)).size).toBe(AFTER_ABORT + 1);
		for (const span of later) await clientUnder(span);
		const ids = [cut.spanId, (await clientUnder(cut)).spanId];
		const ofCut = receiver.trace(cut.traceId).map(({ spanId }) => spanId);
		expect(ofCut.sort()).toEqual(ids.sort());
	});
});

test('a router of its own tells the route by one line', async () => {
	const { program, url } = await start('honoRoute');
	await (await untraced(`${url}/users/7`)).text();
	const span = await serverSpan('honoRoute', '/users/7');
	expect(span).toMatchObject({ name: 'GET /users/:id', attributes: { 'http.route': '/users/:id' } });
	await program.kill();
});
