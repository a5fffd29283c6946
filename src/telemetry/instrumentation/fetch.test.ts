import { context, ROOT_CONTEXT, trace, TraceFlags } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { afterAll, describe, expect, test } from 'bun:test';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SPANS } from '../catalogue';
import type { LiveSpan } from '../live/types';
import { liveStore, spanFrom } from '../testing/live';
import { runProgram } from '../testing/program';

interface Echo {
	method: string;
	headers: Record<string, string>;
	body: string;
}

const server = Bun.serve({
	port: 0,
	hostname: '127.0.0.1',
	async fetch(request) {
		const { pathname } = new URL(request.url);
		if (pathname === '/never') await aborted(request.signal);
		if (pathname === '/redirect') return Response.redirect('/there?token=hush&a=1');
		const echo: Echo = {
			method: request.method,
			headers: request.headers.toJSON(),
			body: await request.text(),
		};
		return Response.json(echo, { status: Number(pathname.slice(1)) || 200 });
	},
});
const url = server.url.href;

afterAll(() => server.stop(true));

const isClient = (span: LiveSpan) => span.scope === 'glasshouse.fetch';

function aborted(signal: AbortSignal): Promise<void> {
	return new Promise((resolve) => {
		if (signal.aborted) resolve();
		signal.addEventListener('abort', () => resolve());
	});
}

async function sent(...args: Parameters<typeof fetch>): Promise<{ span: LiveSpan; echo: Echo }> {
	let echo: unknown;
	const span = await spanFrom(isClient, async () => {
		const response = await fetch(...args);
		echo = await response.json();
	});
	return { span, echo: echo as Echo };
}

const written = ({ traceId, spanId }: LiveSpan) => `00-${traceId}-${spanId}-01`;

/** Since the start, whether or not they are held still. */
function tracesMade(): number {
	const live = liveStore();
	return live.dropped().traces + live.traces(Number.MAX_SAFE_INTEGER).length;
}

describe('fetch', () => {
	test('gives a request a CLIENT span by the stable conventions', async () => {
		const { span } = await sent(`${url}?a=1&api_key=hush`.replace('//', '//me:hush@'));
		expect(span).toMatchObject({ name: 'GET', kind: 'client', status: { code: 'unset' } });
		expect(span.attributes).toEqual({
			'http.request.method': 'GET',
			'url.full': `${url}?a=1&api_key=REDACTED`.replace('//', '//REDACTED:REDACTED@'),
			'server.address': '127.0.0.1',
			'server.port': server.port ?? 0,
			'http.response.status_code': 200,
		});
	});

	test('writes traceparent last, over one that the caller set, in every form of headers', async () => {
		const headers = { 'X-Own': '1', Traceparent: '00-11111111111111111111111111111111-1111111111111111-01' };
		for (const form of [headers, Object.entries(headers), new Headers(headers)]) {
			const { span, echo } = await sent(url, { method: 'POST', headers: form, body: 'body' });
			expect(echo.headers).toMatchObject({ 'x-own': '1', traceparent: written(span) });
			expect(echo).toMatchObject({ method: 'POST', body: 'body' });
		}
	});

	test('sends a Request as it is, but for the trace context, and does not change it', async () => {
		const request = new Request(url, { method: 'PUT', headers: { a: '1' }, body: 'body' });
		const { span, echo } = await sent(request);
		expect(echo).toMatchObject({ method: 'PUT', body: 'body' });
		expect(echo.headers).toMatchObject({ a: '1', traceparent: written(span) });
		expect(request.headers.has('traceparent')).toBe(false);
	});

	test('takes a Request for the options, too, and a URL object', async () => {
		const init = new Request(url, { method: 'PATCH', headers: { a: '1' }, body: 'body' });
		const { span, echo } = await sent(new URL(url), init);
		expect(echo).toMatchObject({ method: 'PATCH', body: 'body' });
		expect(echo.headers).toMatchObject({ a: '1', traceparent: written(span) });
	});

	test('is a child of the active span', async () => {
		const { parent, span } = await trace.getTracer('test').startActiveSpan('parent', async (parent) => {
			const { span } = await sent(url);
			parent.end();
			return { parent: parent.spanContext(), span };
		});
		expect(span).toMatchObject({ traceId: parent.traceId, parentSpanId: parent.spanId });
	});

	test('gives every retry a span of its own, one beside the other', async () => {
		const spans: LiveSpan[] = [];
		await trace.getTracer('test').startActiveSpan('retrying', async (parent) => {
			for (const status of [503, 503, 200]) spans.push((await sent(`${url}${status}`)).span);
			parent.end();
			const { traceId, spanId } = parent.spanContext();
			for (const span of spans) expect(span).toMatchObject({ traceId, parentSpanId: spanId });
		});
		expect(spans.map(({ status }) => status.code)).toEqual(['error', 'error', 'unset']);
	});

	test('passes a trace on that is not sampled, and says so', async () => {
		const traceId = '0af7651916cd43dd8448eb211c80319c';
		const remote = { traceId, spanId: 'b7ad6b7169203331', traceFlags: TraceFlags.NONE, isRemote: true };
		const { span, echo } = await context.with(trace.setSpanContext(ROOT_CONTEXT, remote), () => sent(url));
		expect(span).toMatchObject({ traceId, parentSpanId: remote.spanId });
		expect(echo.headers['traceparent']).toBe(`00-${traceId}-${span.spanId}-00`);
	});

	test("does not send the caller's tracestate along with a traceparent of its own", async () => {
		const { echo } = await sent(url, { headers: { tracestate: 'vendor=1', baggage: 'mine=1' } });
		expect(echo.headers['tracestate']).toBeUndefined();
		expect(echo.headers['baggage']).toBe('mine=1');
	});

	test('shows where a redirect led, without its secrets, in one span', async () => {
		const { span } = await sent(`${url}redirect`);
		expect(span).toMatchObject({ name: 'GET', status: { code: 'unset' } });
		expect(span.attributes).toMatchObject({ 'url.full': `${url}redirect`, 'http.response.status_code': 200 });
		expect(span.events).toMatchObject([
			{ name: 'redirected', attributes: { 'url.full': `${url}there?token=REDACTED&a=1` } },
		]);
	});

	test('takes a redirect that is not followed for what it is', async () => {
		const manual = await spanFrom(isClient, () => fetch(`${url}redirect`, { redirect: 'manual' }));
		expect(manual).toMatchObject({ status: { code: 'unset' }, events: [] });
		expect(manual.attributes['http.response.status_code']).toBe(302);
		const refused = await spanFrom(isClient, () =>
			fetch(`${url}redirect?api_key=hush`, { redirect: 'error' }).catch(String),
		);
		expect(refused).toMatchObject({ status: { code: 'error' } });
		expect(refused.attributes['error.type']).toBe('UnexpectedRedirect');
		expect(JSON.stringify(refused)).not.toContain('hush');
		expect(refused.events[0]?.attributes['exception.message']).toContain('api_key=REDACTED');
	});

	test('tells the method that Bun sends', async () => {
		const patch = await sent(url, { method: 'patch' });
		expect(patch).toMatchObject({ span: { name: 'PATCH' }, echo: { method: 'PATCH' } });
		const unknown = await sent(url, { method: 'FOO' });
		expect(unknown).toMatchObject({ span: { name: 'GET' }, echo: { method: 'GET' } });
		const other = await sent(url, { method: 'PROPFIND' });
		expect(other).toMatchObject({ span: { name: 'HTTP' }, echo: { method: 'PROPFIND' } });
		expect(other.span.attributes).toMatchObject({
			'http.request.method': '_OTHER',
			'http.request.method_original': 'PROPFIND',
		});
	});

	test('tells the socket that a request goes through', async () => {
		const unix = join(tmpdir(), `glasshouse-fetch-test-${process.pid}.sock`);
		const local = Bun.serve({ unix, fetch: () => new Response('local') });
		const span = await spanFrom(isClient, () => fetch('http://service/path', { unix }));
		expect(local.url.protocol).toBe('unix:');
		expect(span.attributes).toMatchObject({
			'server.address': 'service',
			'server.port': 80,
			'network.peer.address': unix,
			'network.transport': 'unix',
		});
		await local.stop(true);
		rmSync(unix, { force: true });
	});

	test('takes 4xx and 5xx for errors', async () => {
		for (const status of [404, 500]) {
			const { span } = await sent(`${url}${status}`);
			expect(span.status.code).toBe('error');
			expect(span.attributes['error.type']).toBe(String(status));
		}
	});

	test('records a failure, and rejects with the same error', async () => {
		let caught: unknown;
		const span = await spanFrom(isClient, async () => {
			caught = await fetch('http://127.0.0.1:1/').catch((error: unknown) => error);
		});
		expect(caught).toBeInstanceOf(Error);
		expect(span.status.code).toBe('error');
		expect(span.attributes['error.type']).toBe('ECONNREFUSED');
		expect(span.events[0]?.attributes).toMatchObject({
			'exception.type': 'TypeError',
			'exception.message': (caught as Error).message,
		});
	});

	test('takes a deliberate abort for no error, and a timeout for one', async () => {
		const aborted = await spanFrom(isClient, () =>
			fetch(`${url}never`, { signal: AbortSignal.abort() }).catch((error: unknown) => error),
		);
		expect(aborted).toMatchObject({ status: { code: 'unset' }, events: [] });
		const reason = new AbortController();
		reason.abort(new RangeError('of its own'));
		const given = await spanFrom(isClient, () =>
			fetch(new Request(`${url}never`, { signal: reason.signal })).catch((error: unknown) => error),
		);
		expect(given).toMatchObject({ status: { code: 'unset' }, events: [] });
		const late = await spanFrom(isClient, () =>
			fetch(`${url}never`, { signal: AbortSignal.timeout(20) }).catch((error: unknown) => error),
		);
		expect(late.status.code).toBe('error');
		expect(late.attributes['error.type']).toBe('TimeoutError');
	});

	test('is neither traced nor marked where tracing is suppressed', async () => {
		const before = tracesMade();
		const echo = await context.with(suppressTracing(context.active()), async () => {
			const response = await fetch(`${url}204`.replace('204', ''));
			return (await response.json()) as Echo;
		});
		expect(echo.headers['traceparent']).toBeUndefined();
		expect(tracesMade() - before).toBe(1); // the server's own
	});

	test('leaves what is no request over HTTP alone', async () => {
		const before = tracesMade();
		expect(await (await fetch('data:text/plain,hello')).text()).toBe('hello');
		expect(await (await fetch(URL.createObjectURL(new Blob(['blob'])))).text()).toBe('blob');
		expect(await (await fetch(`file://${import.meta.path}`)).text()).toContain('file://');
		expect(tracesMade()).toBe(before);
	});

	test('rejects what fetch would reject, in the same way', async () => {
		const refused = await Promise.allSettled([fetch('no url'), fetch(url, { headers: { 'bad name': 'x' } })]);
		expect(refused).toMatchObject([
			{ status: 'rejected', reason: { name: 'TypeError' } },
			{ status: 'rejected', reason: { name: 'TypeError' } },
		]);
	});

	test('keeps name, length and preconnect', () => {
		expect(fetch.name).toBe('fetch');
		expect(fetch.length).toBe(1);
		expect(typeof fetch.preconnect).toBe('function');
	});

	test('hides the query keys that the environment names, too', async () => {
		const { stdout } = await runProgram(
			`import { getTelemetry } from './src/telemetry/handle';
			const { live } = getTelemetry();
			live.subscribe(({ type, traceId, spanId }) => {
				if (type === 'span.end') console.log(live.span(traceId, spanId).attributes['url.full']);
			});
			await fetch('http://127.0.0.1:1/?ticket=hush&Seat=hush&row=1').catch(String);`,
			{ GLASSHOUSE_REDACT_QUERY_KEYS: 'ticket, seat' },
		);
		expect(stdout).toBe('http://127.0.0.1:1/?ticket=REDACTED&Seat=REDACTED&row=1\n');
	});

	test('tells no more attributes than the catalogue says', async () => {
		const known: readonly string[] = SPANS.fetch.attributes;
		const { span } = await sent(`${url}404?a=1`, { method: 'PROPFIND' });
		expect(Object.keys(span.attributes).filter((key) => !known.includes(key))).toEqual([]);
	});
});
