import { context } from '@opentelemetry/api';
import { getRPCMetadata } from '@opentelemetry/core';
import { StandardOpenAPIHandler } from '@orpc/openapi/standard';
import { traverseContractProcedures } from '@orpc/server';
import type { StandardHandleResult } from '@orpc/server/standard';
import type { RequestEvent } from '@sveltejs/kit';
import { AppError } from '$server/errors';
import type { RpcContext } from './context';
import { errorBody, errorHeaders, errorResponse, logFailure, toAppError } from './errors';
import { readJsonObject } from './requestBody';
import { router } from './router';

const PREFIX = '/api/v1';
/** What has a route of its own beside the procedures. */
const ROUTES = [
	{ method: 'GET', path: '/openapi.json' },
	{ method: 'GET', path: '/asyncapi.json' },
	{ method: 'GET', path: '/live' },
];

const handler = new StandardOpenAPIHandler<RpcContext>(router, {
	interceptors: [({ next, request }) => next().catch((failure: unknown) => failed(failure, request))],
	clientInterceptors: [
		({ next, procedure }) => {
			nameRoute(procedure['~orpc'].route.path);
			return next();
		},
	],
});

type ApiEvent = Pick<RequestEvent, 'request' | 'url' | 'locals'>;

/** Answers one request under /api/v1: with what the procedure gave, or with an error as JSON. */
export async function answerApi({ request, url, locals }: ApiEvent): Promise<Response> {
	const answerHeaders = new Headers();
	const { matched, response } = await handler.handle(
		{
			url,
			// The answer to HEAD is that to GET; the server leaves its body out.
			method: request.method === 'HEAD' ? 'GET' : request.method,
			headers: Object.fromEntries(request.headers),
			signal: request.signal,
			body: () => readJsonObject(request),
		},
		{ prefix: PREFIX, context: { authenticated: locals.authenticated, answerHeaders } },
	);
	if (!matched) return unmatched(request.method, url.pathname);
	for (const [name, value] of Object.entries(response.headers)) answerHeaders.set(name, String(value));
	const init = { status: response.status, headers: answerHeaders };
	return response.body === undefined ? new Response(null, init) : Response.json(response.body, init);
}

/** The SERVER span's route is the procedure's path, not the one catch-all route that kit knows. */
function nameRoute(path: string | undefined): void {
	const metadata = getRPCMetadata(context.active());
	if (metadata !== undefined && path !== undefined) metadata.route = `${PREFIX}${path}`;
}

function failed(failure: unknown, request: { method: string; url: URL }): StandardHandleResult {
	const error = toAppError(failure);
	logFailure(error, `${request.method} ${request.url.pathname}`);
	return {
		matched: true,
		response: { status: error.status, headers: errorHeaders(error), body: errorBody(error) },
	};
}

function unmatched(method: string, pathname: string): Response {
	const allowed = methodsOf(pathname);
	const error =
		allowed.length === 0
			? new AppError('NOT_FOUND', 'There is nothing at this path; /api/v1/openapi.json tells what there is.')
			: new AppError(
					'METHOD_NOT_ALLOWED',
					`${method} is not possible here: expected ${allowed.join(' or ')}.`,
				);
	logFailure(error, `${method} ${pathname}`);
	const response = errorResponse(error);
	if (allowed.length > 0) response.headers.set('allow', allowed.join(', '));
	return response;
}

interface Endpoint {
	method: string;
	pattern: RegExp;
}

let endpoints: Endpoint[] | undefined;

function methodsOf(pathname: string): string[] {
	endpoints ??= listEndpoints();
	return endpoints.filter(({ pattern }) => pattern.test(pathname)).map(({ method }) => method);
}

function listEndpoints(): Endpoint[] {
	const found = ROUTES.map(({ method, path }) => endpoint(method, path));
	traverseContractProcedures({ router, path: [] }, ({ contract }) => {
		const { method = 'POST', path = '' } = contract['~orpc'].route;
		found.push(endpoint(method, path));
	});
	return found;
}

function endpoint(method: string, path: string): Endpoint {
	return { method, pattern: new RegExp(`^${PREFIX}${path.replaceAll(/\{\w+\}/g, '[^/]+')}/?$`) };
}
