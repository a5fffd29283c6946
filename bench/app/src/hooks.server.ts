import { context } from '@opentelemetry/api';
import { getRPCMetadata } from '@opentelemetry/core';
import type { Handle } from '@sveltejs/kit';

/** Gives the SERVER span its route, as an app does that wants its metrics by route. */
export const handle: Handle = ({ event, resolve }) => {
	const metadata = getRPCMetadata(context.active());
	if (metadata !== undefined && event.route.id !== null) metadata.route = event.route.id;
	return resolve(event);
};
