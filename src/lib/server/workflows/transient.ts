import { AppError } from '../errors';

/** PostgreSQL's classes 08 (connection), 53 (resources), 57P (shutting down), and what sockets say. */
const CODE = /^(08...|53...|57P..|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN)$/;
const MESSAGE =
	/connection terminated|timeout exceeded when trying to connect|client has encountered a connection error/i;

/** Whether an error says only that the database is away for now, so that the same step may work later. */
export function isTransient(error: unknown): boolean {
	if (!(error instanceof Error)) return false;
	if (error instanceof AppError && error.code === 'UNAVAILABLE') return true;
	if ('code' in error && typeof error.code === 'string' && CODE.test(error.code)) return true;
	return MESSAGE.test(error.message) || isTransient(error.cause);
}
