import { error, type RequestEvent } from '@sveltejs/kit';
import { getRequestEvent } from '$app/server';

/**
 * The request of a remote function. Its `url` is what the caller says that it is, so access is decided here once
 * more, by what the hook found out about the caller.
 * @throws kit's 401 where the caller may not use this Glasshouse
 */
export function authenticatedEvent(): RequestEvent {
	const event = getRequestEvent();
	if (!event.locals.authenticated) error(401, { message: 'Sign in to go on.', code: 'UNAUTHORIZED' });
	return event;
}
