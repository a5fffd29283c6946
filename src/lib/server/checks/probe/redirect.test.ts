import { describe, expect, test } from 'bun:test';
import { type IncomingMessage } from 'node:http';
import { follow, type Ask } from './redirect';
import { ask, askInVain, lookupFrom } from './testing/ask';
import { serveHttp } from './testing/servers';
import { traced } from './testing/spans';

const START: Ask = {
	url: new URL('https://a.test/start?x=1'),
	method: 'POST',
	headers: {
		Authorization: 'Bearer abc',
		Cookie: 'a=b',
		'X-Api-Key': 'k',
		'Content-Type': 'text/plain',
		'X-Other': '1',
	},
	body: 'body',
};

function next(status: number, location: string, method = 'POST'): Ask {
	const start = { ...START, method };
	return follow(start, status, location, [start.url]);
}

describe('method and body, as the Fetch standard has them', () => {
	test.each([
		[301, 'POST', 'GET', null],
		[302, 'POST', 'GET', null],
		[303, 'POST', 'GET', null],
		[303, 'PUT', 'GET', null],
		[303, 'HEAD', 'HEAD', 'body'],
		[307, 'POST', 'POST', 'body'],
		[308, 'POST', 'POST', 'body'],
		[301, 'PUT', 'PUT', 'body'],
		[302, 'DELETE', 'DELETE', 'body'],
		[301, 'GET', 'GET', 'body'],
	])('%d after %s gives %s', (status, method, expected, body) => {
		expect(next(status, '/next', method)).toMatchObject({ method: expected, body });
	});

	test('headers of a dropped body go with it', () => {
		expect(Object.keys(next(303, '/next').headers)).toEqual([
			'Authorization',
			'Cookie',
			'X-Api-Key',
			'X-Other',
		]);
	});
});

describe('secrets', () => {
	test.each(['https://b.test/', 'http://a.test/', 'https://a.test:444/'])('do not go to %s', (location) => {
		expect(Object.keys(next(307, location).headers)).toEqual(['Content-Type', 'X-Other']);
	});

	test('stay within the origin', () => {
		expect(next(307, '/b').headers).toEqual(START.headers);
	});

	test('that a server puts into a Location are not sent', () => {
		expect(next(302, 'https://user:pass@b.test/x').url.href).toBe('https://b.test/x');
	});
});

test.each([
	['file:///etc/passwd', 'it leads to a file: URL'],
	['javascript:alert(1)', 'it leads to a javascript: URL'],
	['http://[', 'its Location is not a URL'],
])('%s is not followed', (location, actual) => {
	expect(() => next(302, location)).toThrow(`Following the redirect failed: ${actual}`);
});

/** Answers each path with what the table says: a Location with a status, or a body. */
function serveTable(table: Record<string, [number, string]>, seen: IncomingMessage[] = []) {
	return serveHttp((request, response) => {
		seen.push(request);
		const [status, text] = table[request.url ?? ''] ?? [404, ''];
		if (status < 300) response.writeHead(status).end(text);
		else response.writeHead(status, { location: text }).end('moved');
	});
}

describe('over the wire', () => {
	test('a chain is followed, a CLIENT span each, counted as resent', async () => {
		await using server = await serveTable({
			'/': [301, '/a'],
			'/a': [302, 'b?c=d'],
			'/b?c=d': [200, 'here'],
		});
		const { value, spans, root } = await traced(() => ask(server.url()));
		expect(value).toMatchObject({ redirects: 2, hop: { status: 200, failure: null } });
		expect(value.hop.body.toString()).toBe('here');
		expect(value.hop.ask.url.pathname).toBe('/b');
		const clients = spans.filter(({ kind }) => kind === 'client');
		expect(clients.map(({ parentSpanId }) => parentSpanId)).toEqual(
			Array.from({ length: 3 }, () => root.spanId),
		);
		expect(clients.map(({ attributes }) => attributes['http.request.resend_count'])).toEqual([
			undefined,
			1,
			2,
		]);
		expect(clients.map(({ attributes }) => attributes['http.response.status_code'])).toEqual([301, 302, 200]);
		expect(clients.map(({ status }) => status.code)).toEqual(['unset', 'unset', 'unset']);
		expect(clients[0]?.events).toMatchObject([
			{ name: 'redirect', attributes: { 'glasshouse.probe.redirect.location': server.url('/a') } },
		]);
		await server.idle();
	});

	test('a circle is named', async () => {
		await using server = await serveTable({ '/': [302, '/a'], '/a': [302, '/'] });
		const failure = await askInVain(server.url());
		expect(failure).toMatchObject({ phase: 'redirect', errorCode: 'REDIRECT_LOOP' });
		expect(failure.actual).toBe(`it goes in a circle, back to ${server.url('/a')}`);
		expect(server.accepted).toBe(11);
	});

	test('more than ten are too many', async () => {
		await using server = await serveHttp((request, response) => {
			response.writeHead(302, { location: `${request.url ?? ''}x` }).end();
		});
		const { hop, redirects } = await ask(server.url());
		expect(hop.failure).toMatchObject({
			phase: 'redirect',
			errorCode: 'TOO_MANY_REDIRECTS',
			expected: 'a redirect that ends',
		});
		expect(redirects).toBe(10);
	});

	test('ten are not', async () => {
		await using server = await serveHttp((request, response) => {
			const path = request.url ?? '';
			if (path.length > 10) response.end('there');
			else response.writeHead(302, { location: `${path}x` }).end();
		});
		expect(await ask(server.url())).toMatchObject({ redirects: 10, hop: { status: 200, failure: null } });
	});

	test('without a Location it is an answer', async () => {
		await using server = await serveHttp((_request, response) => response.writeHead(302).end('nowhere'));
		const { hop } = await ask(server.url());
		expect(hop).toMatchObject({ status: 302, failure: null });
		expect(hop.body.toString()).toBe('nowhere');
	});

	test('it is an answer where it is wanted', async () => {
		await using server = await serveTable({ '/': [301, '/a'] });
		expect(await ask(server.url(), { follows: () => false })).toMatchObject({
			redirects: 0,
			hop: { status: 301 },
		});
	});

	test('another origin does not get the secrets', async () => {
		const seen: IncomingMessage[] = [];
		await using other = await serveTable({ '/': [200, ''] }, seen);
		await using server = await serveTable({ '/': [307, other.url()] });
		await ask(server.url(), { headers: { Authorization: 'Bearer abc', 'X-Other': '1' } });
		expect(seen[0]?.headers.authorization).toBeUndefined();
		expect(seen[0]?.headers['x-other']).toBe('1');
	});

	test.each([
		['http://169.254.169.254/latest/meta-data/', true],
		['http://metadata.test/', true],
		['http://[::ffff:169.254.169.254]/', true],
		['http://2852039166/', true],
		['http://127.0.0.1:1/', false],
	])('a forbidden target behind a redirect is refused: %s', async (location, allowPrivateTargets) => {
		await using server = await serveTable({ '/': [302, location] });
		const lookup = lookupFrom({
			'metadata.test': ['8.8.8.8', '169.254.169.254'],
			'start.test': ['127.0.0.1'],
		});
		// The first hop is on loopback itself: it is let in by allowing private targets, or not at all.
		const result = await ask(server.url('/', 'start.test'), { lookup, allowPrivateTargets });
		expect(result.hop.failure).toMatchObject({ phase: 'policy', errorCode: 'TARGET_FORBIDDEN' });
		expect(result.redirects).toBe(allowPrivateTargets ? 1 : 0);
		expect(result.hop.remoteAddress).toBeNull();
	});
});
