import { context, isSpanContextValid } from '@opentelemetry/api';
import { getRPCMetadata } from '@opentelemetry/core';
import type { Handle } from '@sveltejs/kit';

/** Gives the SERVER span its route, and the client the id of the trace in which it was answered. */
export const requestTelemetry: Handle = async ({ event, resolve }) => {
	const metadata = getRPCMetadata(context.active());
	const route = routeOf(event.route.id);
	if (metadata !== undefined && route !== undefined) metadata.route = route;
	const response = await resolve(event);
	const spanContext = metadata?.span.spanContext();
	if (spanContext !== undefined && isSpanContextValid(spanContext)) {
		response.headers.set('x-trace-id', spanContext.traceId);
	}
	return response;
};

/** The route as people know it: kit's groups, such as `/(app)/checks`, are no part of the path. */
export function routeOf(id: string | null): string | undefined {
	if (id === null) return undefined;
	const route = id.replaceAll(/\/\([^/]+\)/g, '');
	return route === '' ? '/' : route;
}
