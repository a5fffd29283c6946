import { context, isSpanContextValid } from '@opentelemetry/api';
import { getRPCMetadata } from '@opentelemetry/core';
import type { Handle } from '@sveltejs/kit';
import { inRun } from '$server/sessions/runContext';

/** A path that names a run: its page, or what the API has below it. */
const RUN = /^\/(?:api\/v1\/)?runs\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:\/|$)/i;

/**
 * Gives the SERVER span its route, the log lines the run that the request is about, and the client the id of the
 * trace in which it was answered.
 */
export const requestTelemetry: Handle = async ({ event, resolve }) => {
	const metadata = getRPCMetadata(context.active());
	const route = routeOf(event.route.id);
	if (metadata !== undefined && route !== undefined) metadata.route = route;
	const runId = runOf(event.url.pathname);
	const response = await (runId === undefined ? resolve(event) : inRun(runId, () => resolve(event)));
	const spanContext = metadata?.span.spanContext();
	if (spanContext !== undefined && isSpanContextValid(spanContext)) {
		response.headers.set('x-trace-id', spanContext.traceId);
	}
	return response;
};

/** The id of the run that a path names, in lower case as it is kept. */
export function runOf(pathname: string): string | undefined {
	return RUN.exec(pathname)?.[1]?.toLowerCase();
}

/** The route as people know it: kit's groups, such as `/(app)/checks`, are no part of the path. */
export function routeOf(id: string | null): string | undefined {
	if (id === null) return undefined;
	const route = id.replaceAll(/\/\([^/]+\)/g, '');
	return route === '' ? '/' : route;
}
