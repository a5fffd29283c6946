import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { startApp, type App } from '../support/app';
import { Client } from '../support/client';
import type { ReceivedSpan } from '../support/otlp/decode';
import { startReceiver, type Receiver } from '../support/otlp/receiver';
import { SpanTree } from '../support/otlp/tree';
import { startTracedTarget, type TracedTarget } from '../support/target';

const STEPS = ['request', 'judge', 'record', 'notify'];
/** Two processes: their clocks are one, the times that they read are rounded to a microsecond at least. */
const ROUNDING_NANO = 2_000n;

describe.each([
	{ protocol: 'http/protobuf', compression: 'none', contentType: 'application/x-protobuf' },
	{ protocol: 'http/json', compression: 'gzip', contentType: 'application/json' },
])('a run started over REST, sent as $protocol', ({ protocol, compression, contentType }) => {
	let receiver: Receiver;
	let app: App;
	let target: TracedTarget;
	let tree: SpanTree;

	beforeAll(async () => {
		receiver = startReceiver();
		const env = {
			OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
			OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
			OTEL_EXPORTER_OTLP_COMPRESSION: compression,
			OTEL_BSP_SCHEDULE_DELAY: '100',
		};
		target = await startTracedTarget(env);
		app = await startApp({ env: { ...env, OTEL_SERVICE_NAME: 'glasshouse' } });
		const client = new Client(app.url);
		const run = await client.runOnce({ url: `${target.url}/ok` });
		expect(run.state).toBe('passed');
		tree = new SpanTree(await receiver.completeTrace(run.traceId, isComplete));
	});

	afterAll(async () => {
		await app.dispose();
		await target.stop();
		await receiver.stop();
	});

	test('is one trace with one root and no orphan', () => {
		expect(tree.roots().map((span) => span.name)).toEqual(['POST /api/v1/checks/{id}/run']);
		expect(tree.orphans()).toEqual([]);
	});

	test('begins with the SERVER span, which holds kit’s spans and the procedure', () => {
		const server = appServer(tree);
		expect(server.parentSpanId).toBeNull();
		expect(server.attributes).toMatchObject({
			'http.request.method': 'POST',
			'http.route': '/api/v1/checks/{id}/run',
			'http.response.status_code': 202,
		});
		const root = tree.one('kit’s root', ({ name }) => name === 'sveltekit.handle.root');
		const resolve = tree.one('kit’s resolve', ({ name }) => name === 'sveltekit.resolve');
		expect(tree.parentOf(root)).toBe(server);
		expect(tree.isUnder(resolve, root)).toBe(true);
		expect(tree.isUnder(procedure(tree), resolve)).toBe(true);
	});

	test('holds the workflow under the procedure, and its four steps under it', () => {
		const workflow = workflowOf(tree);
		expect(tree.isUnder(workflow, procedure(tree))).toBe(true);
		for (const step of STEPS) expect(tree.parentOf(stepOf(tree, step))).toBe(workflow);
		expect(workflow.events.map(({ name }) => name)).toEqual(['workflow started', 'workflow ended']);
	});

	test('goes on into the target: its SERVER span is the child of the request’s CLIENT span', () => {
		const request = requestOf(tree, target);
		expect(tree.isUnder(request, stepOf(tree, 'request'))).toBe(true);
		expect(request.attributes).toMatchObject({
			'http.request.method': 'GET',
			'http.response.status_code': 200,
		});
		const answer = tree.one('the target’s SERVER span', ({ service }) => service === 'target');
		expect(answer.kind).toBe('server');
		expect(tree.parentOf(answer)).toBe(request);
	});

	test('times the phases of the request as its children', () => {
		const children = tree
			.childrenOf(requestOf(tree, target))
			.filter(({ service }) => service === 'glasshouse');
		const names = children.map(({ name }) => name);
		for (const phase of ['connect', 'first_byte', 'transfer']) expect(names).toContain(phase);
	});

	test('holds the SQL where it was sent from', () => {
		const sql = tree.all(({ attributes }) => attributes['db.system.name'] === 'postgresql');
		expect(sql.every(({ kind }) => kind === 'client')).toBe(true);
		expect(sql.some((span) => tree.isUnder(span, procedure(tree)))).toBe(true);
		expect(sql.some((span) => tree.isUnder(span, stepOf(tree, 'record')))).toBe(true);
	});

	test('has no span that begins before its parent', () => {
		const early = tree.spans.filter((span) => {
			const parent = tree.parentOf(span);
			return parent !== undefined && span.startNano + ROUNDING_NANO < parent.startNano;
		});
		expect(early.map(({ name }) => name)).toEqual([]);
		expect(tree.spans.filter(({ startNano, endNano }) => endNano < startNano)).toEqual([]);
	});

	test('holds nothing of the engine’s own polling and bookkeeping', () => {
		const statements = tree.spans.map(({ attributes }) => JSON.stringify(attributes['db.query.text'] ?? ''));
		expect(statements.filter((text) => text.includes('dbos'))).toEqual([]);
	});

	test('came in the encoding that was asked for', () => {
		const traces = receiver.requests.filter(({ path }) => path === '/v1/traces');
		const encoding = compression === 'gzip' ? 'gzip' : 'identity';
		expect(new Set(traces.map((request) => request.contentType))).toEqual(new Set([contentType]));
		expect(new Set(traces.map((request) => request.encoding))).toEqual(new Set([encoding]));
	});
});

function isComplete(spans: ReceivedSpan[]): boolean {
	const has = (fits: (span: ReceivedSpan) => boolean) => spans.some(fits);
	return (
		has(({ name }) => name === 'workflow runCheck') &&
		has(({ service }) => service === 'target') &&
		has(({ service, kind }) => service === 'glasshouse' && kind === 'server')
	);
}

function appServer(tree: SpanTree): ReceivedSpan {
	return tree.one(
		'the app’s SERVER span',
		({ service, kind }) => service === 'glasshouse' && kind === 'server',
	);
}

function procedure(tree: SpanTree): ReceivedSpan {
	return tree.one('the procedure', ({ name }) => name === 'checks.run');
}

function workflowOf(tree: SpanTree): ReceivedSpan {
	return tree.one('the workflow', ({ name }) => name === 'workflow runCheck');
}

function stepOf(tree: SpanTree, step: string): ReceivedSpan {
	return tree.one(`step ${step}`, ({ name }) => name === `step ${step}`);
}

function requestOf(tree: SpanTree, { url }: { url: string }): ReceivedSpan {
	return tree.one('the CLIENT span', ({ kind, attributes }) => {
		return kind === 'client' && attributes['url.full'] === `${url}/ok`;
	});
}
