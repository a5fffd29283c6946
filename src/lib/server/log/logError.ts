/** An error as the log shows it. */
export interface LoggedError {
	type: string;
	message: string;
	stack?: string;
	/** SQLSTATE, ECONNREFUSED and their like. */
	code?: string;
	/** Under which a client was told of it. */
	errorId?: string;
	cause?: LoggedError;
	/** The first of what an AggregateError holds. */
	errors?: LoggedError[];
}

const DEEPEST_CAUSE = 4;
const MOST_ERRORS = 3;

/**
 * What the log keeps of an error. Only these fields: PostgreSQL's errors carry the values of rows in others.
 * @param thrown anything: what was thrown need not be an Error
 */
export function logError(thrown: unknown, depth = DEEPEST_CAUSE): LoggedError {
	if (!(thrown instanceof Error)) return { type: typeof thrown, message: shown(thrown) };
	const logged: LoggedError = { type: typeOf(thrown), message: thrown.message };
	if (thrown.stack !== undefined) logged.stack = thrown.stack;
	if ('code' in thrown && typeof thrown.code === 'string') logged.code = thrown.code;
	if ('errorId' in thrown && typeof thrown.errorId === 'string') logged.errorId = thrown.errorId;
	if (depth === 0) return logged;
	if (thrown.cause !== undefined) logged.cause = logError(thrown.cause, depth - 1);
	if (thrown instanceof AggregateError) {
		logged.errors = thrown.errors.slice(0, MOST_ERRORS).map((error) => logError(error, depth - 1));
	}
	return logged;
}

/** pg calls its errors just `error`; their class says more. */
function typeOf(error: Error): string {
	return /^error$/i.test(error.name) ? error.constructor.name : error.name;
}

function shown(thrown: unknown): string {
	try {
		// Of undefined, functions and symbols there is no JSON.
		const json: unknown = JSON.stringify(thrown);
		return typeof thrown !== 'string' && typeof json === 'string' ? json : String(thrown);
	} catch {
		// Circular, or a toJSON that throws: its kind must do.
		return Object.prototype.toString.call(thrown);
	}
}
