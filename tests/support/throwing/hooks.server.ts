// The app's own hooks around the routes beside this file: what they throw is reported as in the app.
import { sequence } from '@sveltejs/kit/hooks';
import type { Handle } from '@sveltejs/kit';
import { reportError } from '$server/hooks/reportError';
import { requestTelemetry } from '$server/hooks/requestTelemetry';

const marked: Handle = ({ event, resolve }) => {
	event.tracing.current.setAttribute('test.hook', event.url.pathname);
	return resolve(event);
};

export const handle = sequence(requestTelemetry, marked);

export const handleError = reportError;
