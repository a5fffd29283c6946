import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { ANSWERS, STATIC } from '../testing/programs/routes';
import { exchange, startServed, type Served } from '../testing/served';

// Programs of their own, on a machine that may be busy.
setDefaultTimeout(60_000);

const PROGRAM = 'src/telemetry/testing/programs/routes.ts';

interface Answer {
	status: string;
	/** Sorted, names in lower case: neither the order nor the case of names has a meaning. */
	headers: string[];
	body: string;
}

function parsed(raw: string): Answer {
	const at = raw.indexOf('\r\n\r\n');
	const [status = '', ...headers] = raw.slice(0, at).split('\r\n');
	const shown = headers.map((line) => {
		const colon = line.indexOf(':');
		const name = line.slice(0, colon).toLowerCase();
		const value = line.slice(colon + 1).trim();
		return name === 'date' && !value.includes('2000') ? `${name}: now` : `${name}: ${value}`;
	});
	return { status, headers: shown.sort(), body: raw.slice(at + 4) };
}

/** Where there is no body Date is left out: Bun sends it with some of these by itself, and a handler with others. */
function comparable(raw: string): Answer | string {
	if (!raw.startsWith('HTTP/1.1 ')) return raw;
	const answer = parsed(raw);
	if (answer.body === '') answer.headers = answer.headers.filter((line) => line !== 'date: now');
	return answer;
}

function describeServers(name: string, args: readonly string[], requests: readonly string[][]): void {
	describe(`with and without telemetry, ${name}`, () => {
		let plain: Served;
		let traced: Served;
		beforeAll(async () => {
			[plain, traced] = await Promise.all([
				startServed(PROGRAM, false, args),
				startServed(PROGRAM, true, args),
			]);
		});
		afterAll(async () => {
			await plain[Symbol.asyncDispose]();
			await traced[Symbol.asyncDispose]();
		});
		for (const [line = '', ...headers] of requests) {
			test([line, ...headers].join(', '), async () => {
				const bytes = [`${line} HTTP/1.1`, 'Host: h.example', 'Connection: close', ...headers, '', ''].join(
					'\r\n',
				);
				const [expected, actual] = await Promise.all([
					exchange(plain.port, bytes),
					exchange(traced.port, bytes),
				]);
				expect(comparable(actual)).toEqual(comparable(expected));
			});
		}
	});
}

const statics = Object.keys(STATIC).map((name) => `/static/${name}`);
const answers = Object.keys(ANSWERS).map((name) => `/answer/${name}`);
const METHODS = ['HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND'];
const TEXT_TAG = '"d893f86a0f6b9450"';
const TAGS = [
	TEXT_TAG,
	`W/${TEXT_TAG}`,
	'*',
	`"zzz", ${TEXT_TAG}`,
	'd893f86a0f6b9450',
	'"zzz"',
	'',
	'"',
	` * `,
];

describeServers(
	'with a fetch handler',
	['fetch'],
	[
		...statics.map((path) => [`GET ${path}`]),
		...statics.map((path) => [`HEAD ${path}`]),
		...statics.map((path) => [`GET ${path}?query=1`, 'If-None-Match: *']),
		...['"own"', 'W/"own"', 'W/W/"own"', '"e"'].flatMap((tag) =>
			['ownTag', 'weakTag', 'emptyTag'].map((name) => [`GET /static/${name}`, `If-None-Match: ${tag}`]),
		),
		...TAGS.map((tag) => ['GET /static/text', `If-None-Match: ${tag}`]),
		...METHODS.map((method) => [`${method} /static/text`, `If-None-Match: ${TEXT_TAG}`, 'Content-Length: 0']),
		...[
			'Sat, 01 Jan 2050 00:00:00 GMT',
			'Sat, 01 Jan 2000 00:00:00 GMT',
			'Fri, 31 Dec 1999 23:59:59 GMT',
			'rubbish',
			'',
		].flatMap((date) => [
			['GET /static/modified', `If-Modified-Since: ${date}`],
			['HEAD /static/modified', `If-Modified-Since: ${date}`],
			['POST /static/modified', `If-Modified-Since: ${date}`, 'Content-Length: 0'],
			['GET /static/modified', `If-Modified-Since: ${date}`, 'If-None-Match: "zzz"'],
			['GET /static/text', `If-Modified-Since: ${date}`],
		]),
		['GET /static/text', 'Range: bytes=0-2'],
		['GET /static/large', 'Range: bytes=0-2', 'Accept-Encoding: gzip'],
		...['bytes=2-4', 'bytes=-3', 'bytes=999999-', 'bytes=0-1,3-4'].flatMap((range) =>
			['/static/file', '/file', '/answer/file'].map((path) => [`GET ${path}`, `Range: ${range}`]),
		),
		...['/static/file', '/file', '/answer/file'].map((path) => [
			`GET ${path}`,
			'If-Modified-Since: Sat, 01 Jan 2050 00:00:00 GMT',
		]),
		...[
			'/methods',
			'/handlers',
			'/file',
			'/gone',
			'/off',
			'/folder/routes.ts',
			'/cookies',
			'/nowhere',
		].flatMap((path) => ['GET', ...METHODS].map((method) => [`${method} ${path}`, 'Content-Length: 0'])),
		...answers.map((path) => [`GET ${path}`]),
		...answers.filter((path) => !/throw|reject/.test(path)).map((path) => [`HEAD ${path}`]),
	],
);

describeServers(
	'without a fetch handler',
	[],
	[
		['GET /nowhere'],
		['HEAD /nowhere'],
		['POST /nowhere', 'Content-Length: 0'],
		['POST /methods', 'Content-Length: 0'],
		['PUT /methods', 'Content-Length: 0'],
		['GET /gone'],
		['GET /off'],
	],
);

describeServers(
	'with an error handler',
	['error'],
	answers.map((path) => [`GET ${path}`]),
);
