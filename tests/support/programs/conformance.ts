// One program that does everything the semantic conventions have a row for: it serves, fetches, queries and logs.
// Started with `bun --preload ./telemetry.ts`; prints its address, and its second server's.
import { logs, metrics, SeverityNumber, trace } from '@opentelemetry/api';
import { SQL } from 'bun';
import pg from 'pg';

const pool = new pg.Pool({ connectionString: process.env.CONFORMANCE_DATABASE_URL, max: 2 });
const sql = new SQL(process.env.CONFORMANCE_DATABASE_URL ?? '');
const logger = logs.getLogger('conformance', '1.2.3');
const sizes = metrics.getMeter('conformance').createHistogram('conformance.size', {
	unit: 'By',
	description: 'What the program itself measures.',
	advice: { explicitBucketBoundaries: [1, 10, 100] },
});

const upstream = Bun.serve({
	hostname: '127.0.0.1',
	port: 0,
	fetch: (request) => {
		const { pathname, searchParams } = new URL(request.url);
		if (pathname === '/moved') return Response.redirect('/status?status=200', 302);
		return new Response('upstream', { status: Number(searchParams.get('status') ?? 200) });
	},
});

/** What each path does within its request; what is thrown is the request's failure. */
const ACTIONS: Record<string, (url: URL) => unknown> = {
	'/get': () => fetch(`${upstream.url.origin}/status?status=200&token=hush&page=2`),
	'/userinfo': () => fetch(upstream.url.href.replace('//', '//me:hush@')),
	'/post': () => fetch(`${upstream.url.origin}/status`, { method: 'POST', body: 'x' }),
	'/refused': () => fetch(`${upstream.url.origin}/status?status=404`),
	'/broken': () => fetch(`${upstream.url.origin}/status?status=503`),
	'/moved': () => fetch(`${upstream.url.origin}/moved`),
	'/nobody': () => fetch('http://127.0.0.1:1/').catch(() => undefined),
	'/select': () => pool.query('select $1::int as n, name from items where id = $2', [1, 7]),
	'/literal': () => pool.query("select name from items where name = 'hush' and id = 42"),
	'/insert': () => pool.query('insert into items (id, name) values ($1, $2)', [Date.now() % 1e9, 'n']),
	'/sqlstate': () => pool.query('select * from nowhere').catch(() => undefined),
	'/bunsql': () => sql`select name from items where id = ${7}`,
	'/bunsql-sqlstate': () => sql`select * from nowhere`.catch(() => undefined),
	'/log': () => log(),
	'/measure': () => sizes.record(42, { kind: 'measured' }),
	'/fail': () => Promise.reject(new TypeError('It broke')),
	'/teapot': () => new Response('teapot', { status: 418 }),
	'/unavailable': () => new Response('later', { status: 503 }),
};

function log(): void {
	logger.emit({
		severityNumber: SeverityNumber.WARN,
		severityText: 'WARN',
		body: 'careful',
		attributes: { 'conformance.n': 1, 'conformance.text': 'ü' },
	});
	trace.getActiveSpan()?.addEvent('logged');
}

async function act(request: Request): Promise<Response> {
	const url = new URL(request.url);
	const result = await ACTIONS[url.pathname.replace(/^\/do/, '')]?.(url);
	return result instanceof Response && !result.url ? result : new Response('done');
}

await pool.query('create table if not exists items (id int primary key, name text)');
const server = Bun.serve({
	hostname: '127.0.0.1',
	port: 0,
	routes: {
		'/items/:id': { GET: () => new Response('an item'), DELETE: () => new Response(null, { status: 204 }) },
		'/static': new Response('static'),
		'/do/*': act,
	},
	fetch: () => new Response('nothing here', { status: 404 }),
	error: () => new Response('broken', { status: 500 }),
});
console.log(`listening on ${server.url.origin} upstream ${upstream.url.origin}`);
