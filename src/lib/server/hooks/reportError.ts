import type { HandleValidationError, RequestEvent } from '@sveltejs/kit';
import { AppError } from '$server/errors';
import { codeOfStatus, logFailure, toAppError } from '$server/rpc/errors';
import { addSpanEvent } from '$server/telemetry';

interface Unexpected {
	error: unknown;
	event: Pick<RequestEvent, 'request' | 'url'>;
	/** What kit answers with: 500, or what it found wrong itself, such as 404. */
	status: number;
	message: string;
}

/** What a load, an action or an endpoint threw and nobody foresaw: to the log and the SERVER span, under one id. */
export function reportError({ error, event, status, message }: Unexpected): App.Error {
	const appError =
		status < 500 ? new AppError(codeOfStatus(status), message, { cause: error }) : toAppError(error);
	logFailure(appError, `${event.request.method} ${event.url.pathname}`);
	const { code, errorId } = appError;
	addSpanEvent('error.reported', { 'error.type': code, 'glasshouse.error_id': errorId });
	return { message: appError.message, code, errorId };
}

/** What a remote function was called with and its schema refused. */
export const reportInvalidArgument: HandleValidationError = ({ event, issues }) => {
	const what = issues.map((issue) => issue.message).join('; ');
	const error = new AppError('BAD_REQUEST', `The input is not usable: ${what}.`);
	logFailure(error, `${event.request.method} ${event.url.pathname}`);
	return { message: error.message, code: error.code, errorId: error.errorId };
};
