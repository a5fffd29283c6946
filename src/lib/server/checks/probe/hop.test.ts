import { beforeAll, describe, expect, test } from 'bun:test';
import { METRICS } from '$telemetry/catalogue';
import { type LiveSpan } from '$telemetry/live/types';
import { pointsOf } from '../../testMetrics';
import { ask, lookupFrom, type AskOptions } from './testing/ask';
import { makeAuthority, makeCertificate, type KeyPair } from './testing/certificates';
import { serveBytes, serveHttp, serveHttp2, serveHttps } from './testing/servers';
import { traced, type Traced } from './testing/spans';

let authority: KeyPair;
let pair: KeyPair;
const lookup = lookupFrom({ 'example.test': ['::1', '127.0.0.1'] });

beforeAll(async () => {
	authority = await makeAuthority();
	pair = await makeCertificate({ host: 'example.test', authority });
});

/** The spans of the probe alone, as names below the CLIENT span. */
function named({ spans }: Traced<unknown>, name: string): LiveSpan {
	const found = spans.filter((span) => span.scope === 'glasshouse.probe' && span.name === name);
	const [only] = found;
	if (only === undefined || found.length > 1)
		throw new Error(`Expected one span ${name}, found ${found.length}`);
	return only;
}

function expectWellFormed({ spans, ends, root }: Traced<unknown>): void {
	const own = spans.filter(({ scope }) => scope === 'glasshouse.probe');
	const byId = new Map([...own, root].map((span) => [span.spanId, span]));
	for (const span of own) {
		const parent = byId.get(span.parentSpanId ?? '');
		expect(parent).toBeDefined();
		expect(ends.get(span.spanId)).toBe(1);
		const within = [
			parent?.startTimeUnixNano,
			span.startTimeUnixNano,
			span.endTimeUnixNano,
			parent?.endTimeUnixNano,
		].map((time) => BigInt(time ?? 0));
		expect(within.every((time, at) => at === 0 || time >= (within[at - 1] ?? 0n))).toBe(true);
	}
}

describe('the spans of a hop', () => {
	test('are one CLIENT span with its phases, in order and inside it', async () => {
		await using server = await serveHttps(pair, (_request, response) => response.end('hello'));
		const run = await traced(() =>
			ask(server.url('/p?api_key=abc&a=b', 'example.test'), { lookup, trust: [authority.cert] }),
		);
		expect(run.value.hop.failure).toBeNull();
		const own = run.spans.filter(({ scope }) => scope === 'glasshouse.probe');
		expect(own.map(({ name }) => name)).toEqual(['GET', 'dns', 'connect', 'tls', 'first_byte', 'transfer']);
		expect(own.map(({ kind }) => kind)).toEqual([
			'client',
			...Array.from({ length: 5 }, () => 'internal' as const),
		]);
		expectWellFormed(run);
		expect(named(run, 'GET').attributes).toEqual({
			'http.request.method': 'GET',
			'url.full': `https://example.test:${server.port}/p?api_key=REDACTED&a=b`,
			'url.scheme': 'https',
			'server.address': 'example.test',
			'server.port': server.port,
			'network.peer.address': '127.0.0.1',
			'network.peer.port': server.port,
			'network.type': 'ipv4',
			'network.protocol.version': '1.1',
			'http.response.status_code': 200,
		});
		expect(named(run, 'dns').attributes).toEqual({
			'dns.question.name': 'example.test',
			'dns.answers': ['::1', '127.0.0.1'],
		});
		expect(named(run, 'connect').events).toMatchObject([
			{
				name: 'address failed',
				attributes: { 'network.peer.address': '::1', 'error.type': expect.stringMatching(/^E/) as unknown },
			},
		]);
		expect(named(run, 'tls').attributes).toMatchObject({
			'tls.client.server_name': 'example.test',
			'tls.protocol.name': 'tls',
			'tls.protocol.version': '1.3',
			'tls.server.subject': 'example.test',
			'tls.server.not_after': run.value.hop.certificateExpiresAt?.toISOString() ?? 'none',
		});
		expect(named(run, 'transfer').attributes).toEqual({ 'http.response.body.size': 5 });
	});

	test("the target's SERVER span is the child of the CLIENT span, and node:http adds no span of its own", async () => {
		await using server = await serveHttp((_request, response) => response.end());
		const run = await traced(() => ask(server.url(), { headers: { traceparent: '00-'.padEnd(55, 'a') } }));
		const clients = run.spans.filter(({ kind }) => kind === 'client');
		const servers = run.spans.filter(({ kind }) => kind === 'server');
		expect(clients.length).toBe(1);
		expect(servers.map(({ parentSpanId }) => parentSpanId)).toEqual(clients.map(({ spanId }) => spanId));
	});

	test('HTTP/2 carries the trace on too', async () => {
		let traceparent: unknown;
		await using server = await serveHttp2(pair, (stream, headers) => {
			traceparent = headers['traceparent'];
			stream.respond({ ':status': 200 });
			stream.end();
		});
		const run = await traced(() => ask(server.url('/', 'example.test'), { lookup, trust: [authority.cert] }));
		expect(traceparent).toBe(`00-${run.traceId}-${named(run, 'GET').spanId}-01`);
		expect(named(run, 'GET').attributes['network.protocol.version']).toBe('2');
		expect(named(run, 'tls').attributes['tls.next_protocol']).toBe('h2');
		expectWellFormed(run);
	});

	test('an IP literal has no dns, and its policy no connect', async () => {
		await using server = await serveHttp((_request, response) => response.end());
		const literal = await traced(() => ask(server.url()));
		expect(literal.spans.map(({ name }) => name)).not.toContain('dns');
		const refused = await traced(() => ask('http://169.254.169.254/'));
		expect(refused.spans.map(({ name, status }) => [name, status.code])).toEqual([['GET', 'error']]);
		expect(named(refused, 'GET').attributes['error.type']).toBe('TARGET_FORBIDDEN');
	});
});

describe('errors on the spans', () => {
	test.each([
		[200, 'unset', undefined],
		[304, 'unset', undefined],
		[404, 'error', '404'],
		[503, 'error', '503'],
	] as const)('a status of %d is %s', async (status, code, errorType) => {
		await using server = await serveHttp((_request, response) => response.writeHead(status).end());
		const span = named(await traced(() => ask(server.url())), 'GET');
		expect(span.status.code).toBe(code);
		expect(span.attributes['error.type']).toBe(errorType as string);
	});

	const broken: [string, string, AskOptions][] = [
		['first_byte', 'ECONNRESET', {}],
		['dns', 'ENOTFOUND', { lookup: lookupFrom({}) }],
	];
	test.each(broken)(
		'the phase %s that broke and the CLIENT span say %s',
		async (phase, errorType, options) => {
			await using server = await serveBytes((socket) => socket.destroy());
			const host = phase === 'dns' ? 'nowhere.test' : '127.0.0.1';
			const run = await traced(() => ask(server.url('/', host), options));
			for (const name of ['GET', phase]) {
				expect(named(run, name).status).toEqual({
					code: 'error',
					message: run.value.hop.failure?.message ?? 'none',
				});
				expect(named(run, name).attributes['error.type']).toBe(errorType);
			}
			expectWellFormed(run);
		},
	);

	test('of many at a time, each keeps to its own trace', async () => {
		await using server = await serveHttp((request, response) => {
			setTimeout(() => response.end(request.headers['traceparent']), 10);
		});
		const runs = await Promise.all(
			Array.from({ length: 40 }, () => traced(() => ask(server.url('/', 'localhost')))),
		);
		for (const run of runs) {
			expect(run.value.hop.body.toString()).toBe(`00-${run.traceId}-${named(run, 'GET').spanId}-01`);
			expectWellFormed(run);
		}
	});
});

describe('the duration of a hop', () => {
	/** What was measured of requests to a port that nobody else asks. */
	const measured = async (port: number) =>
		(await pointsOf(METRICS.httpClientRequestDuration)).filter(
			({ attributes }) => attributes['server.port'] === port,
		);

	test('is measured as of any HTTP client, redirects each, and leads to its span', async () => {
		await using server = await serveHttp((request, response) =>
			request.url === '/'
				? response.writeHead(302, { location: '/end' }).end()
				: response.writeHead(503).end(),
		);
		const run = await traced(() => ask(server.url()));
		const common = {
			'http.request.method': 'GET',
			'server.address': '127.0.0.1',
			'server.port': server.port,
			'network.protocol.version': '1.1',
		};
		const points = await measured(server.port);
		expect(points.map(({ attributes, value }) => [attributes, value])).toEqual([
			[{ ...common, 'http.response.status_code': 302 }, 1],
			[{ ...common, 'http.response.status_code': 503, 'error.type': '503' }, 1],
		]);
		const clients = run.spans.filter(({ kind }) => kind === 'client').map(({ spanId }) => spanId);
		expect(points.flatMap(({ exemplars }) => exemplars.map(({ spanId }) => spanId))).toEqual(clients);
	});

	test('without an answer says why', async () => {
		await using server = await serveBytes((socket) => socket.destroy());
		await traced(() => ask(server.url()));
		expect((await measured(server.port)).map(({ attributes }) => attributes)).toEqual([
			{
				'http.request.method': 'GET',
				'server.address': '127.0.0.1',
				'server.port': server.port,
				'error.type': 'ECONNRESET',
			},
		]);
	});
});
