// Every form of route and of answer that Bun.serve knows, for the test that compares what comes of them with and
// without telemetry.
import { fileURLToPath } from 'node:url';

const FILE = fileURLToPath(import.meta.url);
const shared = new Response('shared');

/** Static, as the value of a route. */
export const STATIC: Record<string, Response> = {
	text: new Response('static'),
	empty: new Response(''),
	nothing: new Response(null),
	noContent: new Response(null, { status: 204 }),
	notModified: new Response(null, { status: 304 }),
	notFound: new Response('nope', { status: 404 }),
	failed: new Response('bad', { status: 500 }),
	created: new Response('made', { status: 201 }),
	odd: new Response('x', { status: 299, statusText: 'Odd' }),
	json: Response.json({ a: 1 }),
	html: new Response('<p>', { headers: { 'content-type': 'text/html' } }),
	ownTag: new Response('x', { headers: { etag: '"own"' } }),
	weakTag: new Response('x', { headers: { etag: 'W/"own"' } }),
	emptyTag: new Response('', { headers: { etag: '"e"' } }),
	cookies: new Response('x', {
		headers: [
			['set-cookie', 'a=1'],
			['set-cookie', 'b=2'],
		],
	}),
	wrongLength: new Response('hello', { headers: { 'content-length': '3' } }),
	date: new Response('x', { headers: { date: 'Sat, 01 Jan 2000 00:00:00 GMT' } }),
	chunked: new Response('x', { headers: { 'transfer-encoding': 'chunked' } }),
	closing: new Response('x', { headers: { connection: 'close' } }),
	bytes: new Response(new Uint8Array([0, 1, 2, 255])),
	blob: new Response(new Blob(['blob'], { type: 'text/x-blob' })),
	form: new Response(new URLSearchParams('a=1')),
	redirect: Response.redirect('/elsewhere', 307),
	redirectWithBody: new Response('moved', { status: 302, headers: { location: '/elsewhere' } }),
	unicode: new Response('héllo — 日本'),
	latin: new Response('héllo'),
	cyrillic: new Response('привет'),
	emptyBytes: new Response(new Uint8Array(0)),
	typelessBlob: new Response(new Blob(['blob'])),
	typelessBytes: new Response(new Uint8Array([1, 2, 3]), { headers: { 'x-a': '1' } }),
	typedBytes: new Response(new Uint8Array([1, 2, 3]), { headers: { 'content-type': 'image/png' } }),
	encoded: new Response('x', { headers: { 'content-encoding': 'br', vary: 'accept-encoding' } }),
	modified: new Response('x', { headers: { 'last-modified': 'Sat, 01 Jan 2000 00:00:00 GMT' } }),
	large: new Response('0123456789'.repeat(100_000)),
	shared,
	sharedToo: shared,
	file: new Response(Bun.file(FILE)),
};

/** Made anew for each request, by a handler. */
export const ANSWERS: Record<string, (request: Request) => unknown> = {
	text: () => new Response('text'),
	nothing: () => new Response(null),
	file: () => new Response(Bun.file(FILE)),
	slice: () => new Response(Bun.file(FILE).slice(2, 9)),
	stream: () => new Response(chunksOf(['abc', 'def', 'ghi'])),
	bytes: () => new Response(chunksOf([new Uint8Array([1, 2, 255]), new Uint8Array(0), new Uint8Array([3])])),
	emptyStream: () => new Response(chunksOf([])),
	streamWithLength: () => new Response(chunksOf(['abc', 'de']), { headers: { 'content-length': '5' } }),
	streamWithCookies: () =>
		new Response(chunksOf(['x']), {
			status: 202,
			headers: [
				['set-cookie', 'a=1'],
				['set-cookie', 'b=2'],
				['content-type', 'text/html'],
			],
		}),
	noContentStream: () => new Response(chunksOf(['x']), { status: 204 }),
	generator: () => new Response(generator() as unknown as ReadableStream),
	iterable: () => new Response({ [Symbol.asyncIterator]: generator } as unknown as ReadableStream),
	direct: () => new Response(new ReadableStream(DIRECT as unknown as UnderlyingDefaultSource)),
	transformed: () => new Response(chunksOf(['x'.repeat(999)]).pipeThrough(new CompressionStream('gzip'))),
	large: () => new Response(chunksOf(Array.from({ length: 200 }, () => 'y'.repeat(10_000)))),
	broken: () => new Response(chunksOf(['abc', new Error('broken')])),
	brokenAtOnce: () => new Response(chunksOf([new Error('broken')])),
	brokenGenerator: () => new Response(generator(true) as unknown as ReadableStream),
	proxied: async (request) => fetch(new URL('/answer/text', request.url)),
	proxiedStream: async (request) => fetch(new URL('/answer/stream', request.url)),
	proxiedBody: async (request) => {
		const response = await fetch(new URL('/answer/stream', request.url));
		return new Response(response.body, response);
	},
	cloned: () => new Response(chunksOf(['abc', 'def'])).clone(),
	rewritten: () => new HTMLRewriter().on('p', {}).transform(new Response('<p>x</p>')),
	rewrittenStream: () => new HTMLRewriter().on('p', {}).transform(new Response(chunksOf(['<p>', 'x</p>']))),
	subclass: () => new (class Special extends Response {})('special'),
	subclassStream: () => new (class Special extends Response {})(chunksOf(['special'])),
	used: async () => {
		const response = new Response('x');
		await response.text();
		return response;
	},
	locked: () => {
		const response = new Response(chunksOf(['x']));
		response.body?.getReader();
		return response;
	},
	networkError: () => Response.error(),
	undefined: () => undefined,
	number: () => 5,
	thenable: () => ({ then: (done: (response: Response) => void) => done(new Response('then')) }),
	later: () => Bun.sleep(1).then(() => new Response('later')),
	throws: () => {
		throw new Error('thrown');
	},
	throwsText: () => {
		throw 'thrown'; // eslint-disable-line @typescript-eslint/only-throw-error -- anything can be thrown
	},
	rejects: () => Promise.reject(new Error('rejected')),
	rejectsWithNothing: () => Promise.reject(undefined), // eslint-disable-line @typescript-eslint/prefer-promise-reject-errors -- so can this
};

function chunksOf(chunks: (string | Uint8Array | Error)[]): ReadableStream {
	const left = [...chunks];
	return new ReadableStream({
		async pull(controller) {
			await Bun.sleep(1);
			const chunk = left.shift();
			if (chunk === undefined) controller.close();
			else if (chunk instanceof Error) controller.error(chunk);
			else controller.enqueue(chunk);
		},
	});
}

async function* generator(breaks = false): AsyncGenerator<string> {
	yield 'abc';
	await Bun.sleep(1);
	if (breaks) throw new Error('broken');
	yield 'def';
}

const DIRECT: Bun.DirectUnderlyingSource = {
	type: 'direct',
	async pull(controller) {
		void controller.write('abc');
		await controller.flush();
		await Bun.sleep(1);
		void controller.write('def');
		controller.close();
	},
};

function answer(request: Bun.BunRequest<'/answer/:name'>): Response {
	return ANSWERS[request.params.name]?.(request) as Response;
}

if (import.meta.main) {
	const statics = Object.entries(STATIC).map(([name, response]) => [`/static/${name}`, response]);
	const options: object = {
		hostname: '127.0.0.1',
		port: 0,
		development: process.argv.includes('development'),
		routes: {
			...(Object.fromEntries(statics) as Record<string, Response>),
			'/answer/:name': answer,
			'/methods': { GET: new Response('got'), POST: () => new Response('posted') },
			'/handlers': { GET: () => new Response('got'), HEAD: () => new Response('head', { status: 299 }) },
			'/file': Bun.file(FILE),
			'/gone': Bun.file('/no/such/file'),
			'/off': false,
			'/folder/*': { dir: new URL('.', import.meta.url).pathname },
			'/cookies': (request: Bun.BunRequest) => {
				request.cookies.set('seen', '1');
				return new Response(chunksOf(['x']));
			},
		},
		...(process.argv.includes('fetch') && {
			fetch: (request: Request) => new Response(`${request.method} ${request.url.replace(/:\d+/, '')}`),
		}),
		...(process.argv.includes('error') && {
			error: (error: unknown) => new Response(`page for ${String(error)}`, { status: 503 }),
		}),
	};
	process.stdout.write(`${Bun.serve(options as Bun.Serve.Options<undefined>).port}\n`);
}
