// The server that the tests of the serve instrumentation ask: one path for everything that a handler can do.
import { context, trace } from '@opentelemetry/api';
import { getRPCMetadata } from '@opentelemetry/core';
import { AsyncLocalStorage } from 'node:async_hooks';
import type { LiveSpan } from '../live/types';
import { spanFrom } from './live';
import { sendRaw } from './raw';

/** A scope of the host's own. */
export const scope = new AsyncLocalStorage<string>();

const SAME = new Error('the same for all');
let arrived = Promise.withResolvers<undefined>();

/** Resolves when the next request to `/never` has come. */
export function nextArrival(): Promise<undefined> {
	arrived = Promise.withResolvers<undefined>();
	return arrived.promise;
}

const handlers: Record<string, (request: Request, self: unknown, server: unknown) => unknown> = {
	'/plain': () => new Response('plain'),
	'/self': (_, self, server) => new Response(String(self === server)),
	'/trace': () => new Response(trace.getActiveSpan()?.spanContext().traceId),
	'/routed': async () => {
		await Bun.sleep(1);
		const metadata = getRPCMetadata(context.active());
		if (metadata !== undefined) metadata.route = '/routed/[id]';
		return new Response('routed');
	},
	'/missing': () => new Response('none', { status: 404 }),
	'/broken': () => new Response('broken', { status: 503 }),
	'/throws': () => {
		throw new RangeError('it broke');
	},
	'/rejects': () => Promise.reject(new RangeError('it broke')),
	'/teapot': () => {
		throw new Error('teapot');
	},
	'/undefined': () => undefined,
	'/later': () => Bun.sleep(1),
	'/used': async () => {
		const response = new Response('used');
		await response.text();
		return response;
	},
	'/locked': () => {
		const response = new Response(new ReadableStream());
		response.body?.getReader();
		return response;
	},
	'/same': async () => {
		await Bun.sleep(5);
		throw SAME;
	},
	'/text': () => {
		throw 'a text'; // eslint-disable-line @typescript-eslint/only-throw-error -- anything can be thrown
	},
	'/secret': () => {
		throw new Error('cannot reach https://me:hush@api.example/?token=hush');
	},
	'/never': (request) => {
		arrived.resolve(undefined);
		return new Promise(() => request.signal);
	},
	'/scoped': () => new Response(String(scope.getStore())),
};

/** Options of `Bun.serve`, on a free port. */
export const options = {
	port: 0,
	hostname: '127.0.0.1',
	development: false,
	routes: {
		'/users/:id': (request: Bun.BunRequest<'/users/:id'>) => new Response(request.params.id),
		'/methods': { GET: () => new Response('got'), POST: new Response('static', { status: 201 }) },
		'/static': new Response('static'),
	},
	fetch(this: unknown, request: Request, server: unknown) {
		const handler = handlers[URL.parse(request.url)?.pathname ?? '/plain'];
		return handler?.(request, this, server) as Response;
	},
	error: (error: Error) =>
		new Response(trace.getActiveSpan()?.spanContext().traceId, {
			status: error.message === 'teapot' ? 418 : 500,
		}),
};
export const isServer = (span: LiveSpan) => span.scope === 'glasshouse.serve';

/** The SERVER span of one GET. */
export function request(port: number, path: string, ...headers: string[]): Promise<LiveSpan> {
	return spanFrom(isServer, () => sendRaw(port, [`GET ${path} HTTP/1.1`, ...headers]));
}
