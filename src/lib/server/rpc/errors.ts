import { error as kitError, isHttpError, isRedirect } from '@sveltejs/kit';
import { logger } from '$server/logger';
import { AppError, STATUS, type ErrorCode } from '$server/errors';
import { recordOnServerSpan } from '$server/telemetry';
import { isTransient } from '$server/workflows/transient';

/** How every failure looks from outside: REST answers, kit's error pages, remote functions. */
export interface ErrorBody {
	/** Stable, for programs. */
	code: ErrorCode;
	/** Safe to show. */
	message: string;
	/** Names the same failure in the log. */
	errorId: string;
	/** What was wrong with the input, where that is the reason. */
	data?: unknown;
}

export const INTERNAL_MESSAGE =
	'Something went wrong in Glasshouse. The log has the details under this error id.';
/** What Bun says when a body without Content-Length passes `maxRequestBodySize`; it has no code of its own. */
const BUN_BODY_LIMIT = 'Request body exceeded maxRequestBodySize';
/** SQLSTATE of a statement that ran into the pool's `statement_timeout`. */
const QUERY_CANCELED = '57014';

/** The same failure as an AppError; one that nobody foresaw becomes INTERNAL and keeps itself as `cause`. */
export function toAppError(failure: unknown): AppError {
	if (failure instanceof AppError) return failure;
	if (failure instanceof Error && failure.message === BUN_BODY_LIMIT) {
		return new AppError('PAYLOAD_TOO_LARGE', 'The body is larger than this server accepts.', {
			cause: failure,
		});
	}
	if (isTransient(failure)) {
		return new AppError('UNAVAILABLE', 'The database cannot be reached at the moment; try again.', {
			cause: failure,
		});
	}
	if (failure instanceof Error && 'code' in failure && failure.code === QUERY_CANCELED) {
		return new AppError('UNAVAILABLE', 'The database took too long to answer; try again.', {
			cause: failure,
		});
	}
	return new AppError('INTERNAL', INTERNAL_MESSAGE, { cause: failure });
}

export function errorBody(error: AppError): ErrorBody {
	const { code, message, errorId, data } = error;
	return data === undefined ? { code, message, errorId } : { code, message, errorId, data };
}

/** Headers that belong to a status: how to authenticate, when to come back. */
export function errorHeaders(error: AppError): Record<string, string> {
	if (error.code === 'UNAUTHORIZED') return { 'www-authenticate': 'Bearer realm="glasshouse"' };
	if (error.code === 'UNAVAILABLE') return { 'retry-after': '5' };
	const seconds = retryAfterSeconds(error);
	return seconds === undefined ? {} : { 'retry-after': String(seconds) };
}

export function errorResponse(error: AppError): Response {
	return Response.json(errorBody(error), { status: error.status, headers: errorHeaders(error) });
}

/**
 * One line in the log for a failure that a client was told of, under the error id that it was given. One that is
 * ours also shows on the SERVER span.
 */
export function logFailure(error: AppError, doing: string): void {
	const facts = { errorId: error.errorId, code: error.code, doing };
	if (error.status < 500) return logger.info(facts, error.message);
	const cause = error.cause ?? error;
	logger.error({ ...facts, err: cause }, error.message);
	recordOnServerSpan(cause);
}

/**
 * For load functions: logs the failure and throws it as kit's own error, so that the page has the right status.
 * Redirects and kit's errors pass unchanged. Use as `.catch(toHttpError)`.
 */
export function toHttpError(failure: unknown): never {
	if (isHttpError(failure) || isRedirect(failure)) throw failure;
	const appError = toAppError(failure);
	logFailure(appError, 'load');
	const { message, code, errorId } = appError;
	kitError(appError.status, { message, code, errorId });
}

/** The code for a status that kit, not the app, has chosen. */
export function codeOfStatus(status: number): ErrorCode {
	const code = Object.keys(STATUS)
		.filter(isErrorCode)
		.find((known) => STATUS[known] === status);
	return code ?? (status < 500 ? 'BAD_REQUEST' : 'INTERNAL');
}

function isErrorCode(text: string): text is ErrorCode {
	return text in STATUS;
}

function retryAfterSeconds({ data }: AppError): number | undefined {
	if (typeof data !== 'object' || data === null || !('retryAfterSeconds' in data)) return undefined;
	return typeof data.retryAfterSeconds === 'number' ? data.retryAfterSeconds : undefined;
}
