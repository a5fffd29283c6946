import type { RequestEvent } from '@sveltejs/kit';
import { addSpanEvent } from '$server/telemetry';
import type { AppError } from '$server/errors';
import { errorHeaders, errorResponse, logFailure } from '$server/rpc/errors';

/** Answers a request that goes no further: JSON for programs, a line of text for people. */
export function refuse(event: RequestEvent, error: AppError): Response {
	logFailure(error, `${event.request.method} ${event.url.pathname}`);
	addSpanEvent('request.refused', { 'error.type': error.code, 'glasshouse.error_id': error.errorId });
	if (forPrograms(event)) return errorResponse(error);
	return new Response(`${error.message}\n(error id ${error.errorId})\n`, {
		status: error.status,
		headers: { ...errorHeaders(error), 'content-type': 'text/plain; charset=utf-8' },
	});
}

/** Whether a request is for the API, or one of those that a page's own script makes. */
export function forPrograms({ url, isDataRequest, isRemoteRequest }: RequestEvent): boolean {
	return url.pathname.startsWith('/api/v1/') || isDataRequest || isRemoteRequest;
}
