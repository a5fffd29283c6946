import { describe, expect, test } from 'bun:test';
import { endedOperations, isFile, isOfPage, openOperations } from './inFlight';
import { makeSpan, spanId } from './traceFixture';
import type { TraceSpan } from './wire';

const RUN = { 'glasshouse.run.id': 'run-1' };
const FETCH = {
	kind: 'client',
	attributes: {
		'http.request.method': 'GET',
		'server.address': 'shop.example',
		'url.full': 'http://shop.example:8080/cart?id=1',
	},
} satisfies Partial<TraceSpan>;

const open = (name: string, parent: string | null, startMs: number, rest: Partial<TraceSpan> = {}) =>
	makeSpan(name, parent, startMs, null, rest);

const run = [
	open('workflow runCheck', null, 0, { attributes: RUN }),
	open('step request', 'workflow runCheck', 1, {
		attributes: { 'glasshouse.step': 'request', 'glasshouse.attempt': 2 },
	}),
	open('GET', 'step request', 2, FETCH),
	open('first_byte', 'GET', 3),
];

describe('open operations', () => {
	test('are told in order, with what they are, whose, and what they wait for', () => {
		const operations = openOperations(run);
		expect(operations.map(({ kind, name, waitsFor }) => [kind, name, waitsFor?.name ?? null])).toEqual([
			['W', 'workflow runCheck', 'step request, attempt 2'],
			['W', 'step request, attempt 2', 'GET shop.example:8080/cart'],
			['C', 'GET shop.example:8080/cart', null],
		]);
		expect(operations.map(({ runId }) => runId)).toEqual(['run-1', 'run-1', 'run-1']);
		expect(operations[0]?.waitsFor?.spanId).toBe(spanId('step request'));
	});

	test('have their parts in them, the latest of these', () => {
		const [, , fetch] = openOperations(run);
		expect(fetch?.phase).toEqual({ name: 'first byte', startTimeUnixNano: run[3]?.startTimeUnixNano ?? '' });
		const request = [
			open('GET /checks/[id]', null, 0, { kind: 'server', attributes: { 'http.route': '/checks/[id]' } }),
			open('sveltekit.handle.root', 'GET /checks/[id]', 1),
			open('sveltekit.load', 'sveltekit.handle.root', 2, {
				attributes: { 'sveltekit.load.node_id': 'src/routes/checks/[id]/+page.server.ts' },
			}),
		];
		const [told, ...rest] = openOperations(request);
		expect(rest).toEqual([]);
		expect(told).toMatchObject({ kind: 'S', route: '/checks/[id]', phase: { name: 'load /checks/[id]' } });
	});

	test('are also what has no operation above: a part whose whole has ended, or that nobody named', () => {
		expect(openOperations([open('tidy up', 'gone', 0), open('part', 'tidy up', 1)])).toMatchObject([
			{ kind: 'K', name: 'tidy up', phase: { name: 'part' }, runId: null },
		]);
	});

	test('wait for the latest of several below', () => {
		const sql = {
			kind: 'client',
			attributes: { 'db.system.name': 'postgresql' },
		} satisfies Partial<TraceSpan>;
		const [request] = openOperations([
			open('GET /', null, 0, { kind: 'server' }),
			open('SELECT a', 'GET /', 1, sql),
			open('SELECT b', 'GET /', 2, sql),
		]);
		expect(request?.waitsFor?.name).toBe('SELECT b');
	});

	test('of a server without a route have the path in their name', () => {
		const [request] = openOperations([
			open('GET', null, 0, { kind: 'server', attributes: { 'url.path': '/x' } }),
		]);
		expect(request?.name).toBe('GET /x');
	});

	test('are long by design where they are connections, bodies that are being written, or pauses', () => {
		const operations = openOperations([
			open('websocket /live', null, 0, { kind: 'server', scope: 'glasshouse.websocket' }),
			open('GET /live', null, 1, { kind: 'server', attributes: { 'http.response.status_code': 200 } }),
			open('workflow runCheck', null, 2, { attributes: RUN }),
			open('back-off', 'workflow runCheck', 3, { attributes: { 'glasshouse.back_off_ms': 500 } }),
		]);
		expect(operations.map(({ longByDesign }) => longByDesign)).toEqual([
			'websocket',
			'stream',
			null,
			'pause',
		]);
		expect(operations[2]?.waitsFor?.name).toBe('back-off');
		expect(operations[3]).toMatchObject({ kind: 'W', runId: 'run-1' });
	});

	test('survive spans that are their own ancestors, and parents of other traces', () => {
		const circle = [open('a', 'b', 0, FETCH), open('b', 'a', 1, FETCH)];
		expect(openOperations(circle)).toHaveLength(2);
		const other = open('child', 'workflow runCheck', 1, { ...FETCH, traceId: 'f'.repeat(32) });
		const [workflow] = openOperations([open('workflow runCheck', null, 0), other]);
		expect(workflow?.waitsFor).toBeNull();
	});
});

describe('ended operations', () => {
	test('are those among ended spans, with how they ended', () => {
		const ended = [
			makeSpan('GET', 'step request', 2, 5, {
				...FETCH,
				attributes: { ...FETCH.attributes, 'http.response.status_code': 503 },
				status: { code: 'error' },
			}),
			makeSpan('first_byte', 'GET', 3, 4),
			open('SELECT a', null, 0, { attributes: { 'db.system': 'postgresql' } }),
		];
		const known = new Map([...run, ...ended].map((span) => [span.spanId, span]));
		const [fetch, ...rest] = endedOperations(ended, known);
		expect(rest).toEqual([]);
		expect(fetch).toMatchObject({ kind: 'C', failed: true, statusCode: 503, runId: 'run-1' });
	});
});

test('what a page fetches for itself is known by its path', () => {
	const at = (path: string) => ({ kind: 'server' as const, attributes: { 'url.path': path } });
	expect(isOfPage(at('/_app/remote/x/liveInFlight'))).toBe(true);
	expect(isOfPage(at('/api/v1/telemetry/browser'))).toBe(true);
	expect(isOfPage(at('/in-flight'))).toBe(false);
	expect(isOfPage({ ...at('/_app/x'), kind: 'client' })).toBe(false);
});

test('a file is what was answered well without a route', () => {
	const answered = (attributes: TraceSpan['attributes'], endMs: number | null = 1) =>
		makeSpan('GET', null, 0, endMs, { kind: 'server', attributes });
	expect(isFile(answered({ 'http.response.status_code': 200 }))).toBe(true);
	expect(isFile(answered({ 'http.response.status_code': 404 }))).toBe(false);
	expect(isFile(answered({ 'http.response.status_code': 200, 'http.route': '/' }))).toBe(false);
	expect(isFile(answered({ 'http.response.status_code': 200 }, null))).toBe(false);
	expect(isFile(answered({}))).toBe(false);
});
