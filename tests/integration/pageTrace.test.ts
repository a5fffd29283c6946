import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import type { Check } from '../../src/lib/server/checks/model';
import { startApp, type App } from '../support/app';
import { Client } from '../support/client';
import { startReceiver, type Receiver } from '../support/otlp/receiver';
import { SpanTree } from '../support/otlp/tree';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const PARENT_ID = 'b7ad6b7169203331';

/** Each breaks another rule of https://www.w3.org/TR/trace-context-2/#traceparent-header. */
const MALFORMED = [
	'',
	'rubbish',
	`00-${TRACE_ID}-${PARENT_ID}`,
	`00-${TRACE_ID.toUpperCase()}-${PARENT_ID}-01`,
	`00-${'0'.repeat(32)}-${PARENT_ID}-01`,
	`00-${TRACE_ID}-${'0'.repeat(16)}-01`,
	`ff-${TRACE_ID}-${PARENT_ID}-01`,
	`00-${TRACE_ID}-${PARENT_ID}-01-more`,
	`00-${TRACE_ID.slice(1)}-${PARENT_ID}-01`,
];

describe('the trace of a page', () => {
	let receiver: Receiver;
	let app: App;
	let client: Client;
	let check: Check;

	beforeAll(async () => {
		receiver = startReceiver();
		app = await startApp({
			env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_BSP_SCHEDULE_DELAY: '100' },
		});
		client = new Client(app.url);
		check = await client.createCheck({ url: `${app.url}/healthz` });
	});

	afterAll(async () => {
		await app.dispose();
		await receiver.stop();
	});

	async function open(headers: Record<string, string> = {}): Promise<{ traceId: string; tree: SpanTree }> {
		const response = await client.request('GET', `/checks/${check.id}`, undefined, headers);
		expect(response.status).toBe(200);
		await response.text();
		const traceId = response.headers.get('x-trace-id') ?? '';
		const spans = await receiver.completeTrace(traceId, (found) =>
			found.some(({ kind }) => kind === 'server'),
		);
		return { traceId, tree: new SpanTree(spans) };
	}

	test('leads from the SERVER span over kit and the procedure to the SQL', async () => {
		const { tree } = await open();
		const server = tree.one('the SERVER span', ({ kind }) => kind === 'server');
		expect(server.name).toBe('GET /checks/[id]');
		expect(server.parentSpanId).toBeNull();
		const root = tree.one('kit’s root', ({ name }) => name === 'sveltekit.handle.root');
		expect(tree.parentOf(root)).toBe(server);
		const resolve = tree.one('kit’s resolve', ({ name }) => name === 'sveltekit.resolve');
		expect(tree.isUnder(resolve, root)).toBe(true);
		const procedure = tree.one('the procedure', ({ name }) => name === 'checks.get');
		const path = tree.ancestorsOf(procedure).map(({ name }) => name);
		expect(path).toContain('sveltekit.load');
		expect(path).toContain('sveltekit.resolve');
		const sql = tree.childrenOf(procedure).filter(({ kind }) => kind === 'client');
		expect(sql.length).toBeGreaterThan(0);
		expect(tree.orphans()).toEqual([]);
		expect(tree.roots()).toEqual([server]);
	});

	test('goes on where the caller’s traceparent left off', async () => {
		const { traceId, tree } = await open({ traceparent: `00-${TRACE_ID}-${PARENT_ID}-01` });
		expect(traceId).toBe(TRACE_ID);
		const server = tree.one('the SERVER span', ({ kind }) => kind === 'server');
		expect(server.parentSpanId).toBe(PARENT_ID);
		const root = tree.one('kit’s root', ({ name }) => name === 'sveltekit.handle.root');
		expect(tree.parentOf(root)).toBe(server);
		expect(tree.orphans(PARENT_ID)).toEqual([]);
	});

	test.each(MALFORMED)('begins anew where the traceparent is malformed: %p', async (traceparent) => {
		const { traceId, tree } = await open({ traceparent });
		expect(traceId).toMatch(/^[0-9a-f]{32}$/);
		expect(traceId).not.toBe(TRACE_ID);
		expect(tree.roots()).toHaveLength(1);
		expect(tree.orphans()).toEqual([]);
	});

	test('an unknown page is a 404 and no error of the server', async () => {
		const response = await client.request('GET', '/no/such/page', undefined, { accept: 'text/html' });
		expect(response.status).toBe(404);
		expect(await response.text()).toContain('<html');
		const traceId = response.headers.get('x-trace-id') ?? '';
		const [server] = await receiver.completeTrace(traceId, (spans) =>
			spans.some(({ kind }) => kind === 'server'),
		);
		expect(server).toBeDefined();
		expect(
			receiver.trace(traceId).filter(({ kind, status }) => kind === 'server' && status === 'error'),
		).toEqual([]);
	});
});
