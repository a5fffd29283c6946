import { toOtlpJson } from '../../src/lib/trace/otlpJson';
import { makeSpan, nano } from '../../src/lib/trace/traceFixture';
import type { TraceSpan } from '../../src/lib/trace/wire';

/** Spans a page has, itself included: a load, a procedure, its queries, and a call of another service. */
const PER_PAGE = 10;
const PAGE_MS = 20;

/** What a search finds once in the whole trace. */
export const NEEDLE = 'needle-in-haystack';

/**
 * A trace of `count` spans, all ended: one request that renders pages one after the other. Every hundredth page failed;
 * the one in the middle holds the needle; the other service's clock is 5 ms behind.
 */
export function largeTrace(count: number): TraceSpan[] {
	const pages = Math.ceil((count - 1) / PER_PAGE);
	const root = makeSpan('root', null, 0, pages * PAGE_MS, { kind: 'server', service: 'web' });
	const spans = Array.from({ length: pages }, (_, at) => pageSpans(at, at === Math.floor(pages / 2)));
	return [{ ...root, name: 'GET /catalogue' }, ...spans.flat()].slice(0, count);
}

/** The same as OTLP in JSON, as a file has it. */
export function largeTraceFile(count: number): string {
	return JSON.stringify(toOtlpJson(largeTrace(count)));
}

function pageSpans(page: number, needle: boolean): TraceSpan[] {
	const at = page * PAGE_MS;
	const id = (what: string) => `${what}${page}`;
	const web = { service: 'web', scope: 'test' };
	const failed = page % 100 === 7;
	const queries = Array.from({ length: PER_PAGE - 4 }, (_, index) => ({
		...makeSpan(id(`q${index}-`), id('rpc'), at + 2 + index, at + 2.8 + index, {
			...web,
			kind: 'client',
			attributes: {
				'db.system.name': 'postgresql',
				'db.query.text': `SELECT sku, on_hand FROM stock WHERE sku = '${page}-${index}'`,
				...(needle && index === 3 ? { 'app.note': NEEDLE } : {}),
			},
		}),
		name: 'SELECT stock',
	}));
	const exception = {
		name: 'exception',
		timeUnixNano: nano(at + 9),
		attributes: {
			'exception.type': 'TypeError',
			'exception.message': 'nothing there',
			'exception.stacktrace':
				'TypeError: nothing there\n    at load (/app/src/routes/+page.server.ts:12:7)\n    at query (/app/node_modules/pg/index.js:4:5)',
		},
	};
	return [
		{ ...makeSpan(id('page'), 'root', at, at + PAGE_MS - 1, web), name: `render page ${page}` },
		{
			...makeSpan(id('rpc'), id('page'), at + 1, at + 10, {
				...web,
				attributes: { 'rpc.method': 'stock.list' },
				...(failed ? { status: { code: 'error', message: 'nothing there' }, events: [exception] } : {}),
			}),
			name: 'stock.list',
		},
		...queries,
		{
			...makeSpan(id('call'), id('page'), at + 11, at + 18, {
				...web,
				kind: 'client',
				attributes: { 'http.request.method': 'GET', 'server.address': 'shop.example.com' },
			}),
			name: 'GET',
		},
		{
			...makeSpan(id('shop'), id('call'), at + (page % 2 ? 7 : 12), at + (page % 2 ? 12 : 17), {
				service: 'shop',
				scope: 'test',
				kind: 'server',
			}),
			name: 'GET /prices',
		},
	];
}
