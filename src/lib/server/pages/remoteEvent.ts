import { context } from '@opentelemetry/api';
import { getRPCMetadata } from '@opentelemetry/core';
import { error, type RequestEvent } from '@sveltejs/kit';
import { getRequestEvent } from '$app/server';

/**
 * The request of a remote function. Kit lets the caller say from which page it comes, and takes `url` and `route`
 * from that: so the span gets a route of its own, and access is decided once more, by what the hook has found out.
 * @throws kit's 401 where the caller may not use this Glasshouse
 */
export function authenticatedEvent(): RequestEvent {
	const event = getRequestEvent();
	const metadata = getRPCMetadata(context.active());
	if (metadata !== undefined && event.isRemoteRequest) metadata.route = remoteRoute(event.request.url);
	if (!event.locals.authenticated) error(401, { message: 'Sign in to go on.', code: 'UNAUTHORIZED' });
	return event;
}

/** `/_app/remote/liveOverview`: the function's name, without the hash of its file, which changes with a build. */
function remoteRoute(url: string): string {
	const [name] = new URL(url).pathname.split('/').slice(-1);
	return `/_app/remote/${name ?? ''}`;
}
