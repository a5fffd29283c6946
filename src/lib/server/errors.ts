export type ErrorCode =
	| 'BAD_REQUEST'
	| 'UNAUTHORIZED'
	| 'FORBIDDEN'
	| 'NOT_FOUND'
	| 'METHOD_NOT_ALLOWED'
	| 'CONFLICT'
	| 'PAYLOAD_TOO_LARGE'
	| 'UNSUPPORTED_MEDIA_TYPE'
	| 'TOO_MANY_REQUESTS'
	| 'UNAVAILABLE'
	| 'INTERNAL';

export const STATUS: Record<ErrorCode, number> = {
	BAD_REQUEST: 400,
	UNAUTHORIZED: 401,
	FORBIDDEN: 403,
	NOT_FOUND: 404,
	METHOD_NOT_ALLOWED: 405,
	CONFLICT: 409,
	PAYLOAD_TOO_LARGE: 413,
	UNSUPPORTED_MEDIA_TYPE: 415,
	TOO_MANY_REQUESTS: 429,
	UNAVAILABLE: 503,
	INTERNAL: 500,
};

/**
 * The one error of the app. `message` is safe to show; what is not goes into `cause`, which only the log sees,
 * under the same `errorId`.
 */
export class AppError extends Error {
	override readonly name = 'AppError';
	readonly errorId = crypto.randomUUID();

	constructor(
		readonly code: ErrorCode,
		message: string,
		options?: { cause?: unknown; data?: unknown },
	) {
		super(message, options?.cause === undefined ? undefined : { cause: options.cause });
		this.data = options?.data;
	}

	/** What was wrong, in a form that a client may show: validation issues, limits. */
	readonly data: unknown;

	get status(): number {
		return STATUS[this.code];
	}
}
