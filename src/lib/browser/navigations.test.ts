import { expect, test } from 'bun:test';
import { browserReport, type BrowserSpan } from '$server/browser/report';
import { Navigations } from './navigations';

const ORIGIN = 'http://127.0.0.1:3000';

function navigating(
	answer: () => Promise<Response> = () => Promise.resolve(new Response(null, { status: 200 })),
) {
	const told: BrowserSpan[] = [];
	const asked: { input: RequestInfo | URL; traceparent: string | null }[] = [];
	let now = 1_700_000_000_000;
	const navigations = new Navigations({
		sampled: true,
		tell: (span) => void told.push(span),
		now: () => (now += 10),
		origin: ORIGIN,
	});
	const native = (input: RequestInfo | URL, init?: RequestInit) => {
		asked.push({ input, traceparent: new Headers(init?.headers).get('traceparent') });
		return answer();
	};
	const fetch = navigations.traced(native as typeof globalThis.fetch);
	return { navigations, fetch, told, asked };
}

const LINK = { from: '/', to: '/runs/[id]', type: 'link', path: '/runs/7' } as const;

test('what a navigation fetches is a child of it, and carries its trace to the server', async () => {
	const { navigations, fetch, told, asked } = navigating();
	navigations.begin(LINK);
	await fetch('/runs/7/__data.json?x=1', { headers: { accept: 'text/plain' } });
	navigations.end(false);
	const [request, navigation] = told;
	expect(navigation).toMatchObject({
		type: 'navigation',
		parentSpanId: null,
		route: '/runs/[id]',
		aborted: false,
	});
	expect(request).toMatchObject({
		type: 'fetch',
		traceId: navigation?.traceId,
		parentSpanId: navigation?.spanId,
		method: 'GET',
		path: '/runs/7/__data.json',
		status: 200,
	});
	expect(asked[0]?.traceparent).toBe(`00-${request?.traceId}-${request?.spanId}-01`);
	expect(browserReport.safeParse({ sentAtMs: 1, heard: null, spans: told }).success).toBe(true);
});

test('nothing is added outside of a navigation, nor to what goes elsewhere', async () => {
	const { navigations, fetch, told, asked } = navigating();
	await fetch('/a');
	navigations.begin(LINK);
	await fetch(new URL('https://elsewhere.example/'));
	navigations.end(false);
	await fetch('/b');
	expect(asked.map(({ traceparent }) => traceparent)).toEqual([null, null, null]);
	expect(told.map(({ type }) => type)).toEqual(['navigation']);
});

test('a request that fails stays a failure, and is told as one', async () => {
	const { navigations, fetch, told } = navigating(() => Promise.reject(new TypeError('away')));
	navigations.begin(LINK);
	expect(fetch('/a')).rejects.toThrow('away');
	await Promise.resolve();
	navigations.end(true);
	expect(told).toMatchObject([
		{ type: 'fetch', status: null },
		{ type: 'navigation', aborted: true },
	]);
});

test('the next navigation ends the one before', () => {
	const { navigations, told } = navigating();
	navigations.begin(LINK);
	navigations.begin({ ...LINK, type: 'goto' });
	navigations.end(false);
	navigations.end(false);
	expect(told).toMatchObject([{ aborted: true }, { aborted: false, navigation: 'goto' }]);
	expect(told[0]?.traceId).not.toBe(told[1]?.traceId);
});

test('what was fetched when the link was touched belongs to the navigation that follows', async () => {
	const { navigations, fetch, told, asked } = navigating();
	await fetch('/runs/7/__data.json');
	expect(told).toEqual([]);
	navigations.begin(LINK);
	navigations.end(false);
	const [request, navigation] = told;
	expect(request).toMatchObject({
		type: 'fetch',
		parentSpanId: navigation?.spanId,
		traceId: navigation?.traceId,
	});
	expect(asked[0]?.traceparent).toContain(request?.spanId ?? 'none');
	expect(navigation?.startMs).toBeLessThanOrEqual(request?.startMs ?? 0);
});

test('where another one follows, or none, it stands alone', async () => {
	const { navigations, fetch, told } = navigating();
	await fetch('/runs/8/__data.json');
	navigations.begin(LINK);
	navigations.end(false);
	await fetch('/runs/9/__data.json');
	navigations.settle();
	expect(told.map(({ type, parentSpanId }) => [type, parentSpanId])).toEqual([
		['fetch', null],
		['navigation', null],
		['fetch', null],
	]);
	expect(new Set(told.map(({ traceId }) => traceId)).size).toBe(3);
});
