import { sqlStateClass } from './sqlState';

/** What may be told of an error: never the message of a server or a parser, which quotes values. */
export interface Failure {
	/** `error.type` and `exception.type`: the SQLSTATE, else the code, else the class of the error. */
	readonly type: string;
	/** `db.response.status_code`: only what the server itself has said. */
	readonly statusCode: string | undefined;
	readonly message: string;
	/** Under a heading of ours, for the error's own begins with its message. */
	readonly stack: string | undefined;
}

type Fields = Readonly<Record<string, unknown>>;

/** Messages of pg's own that hold nothing but themselves, with what they amount to. */
const PLAIN_MESSAGES = new Map([
	['Query read timeout', 'timeout'],
	['timeout expired', 'timeout'],
	['timeout exceeded when trying to connect', 'timeout'],
	['Connection terminated due to connection timeout', 'timeout'],
	['Connection terminated', undefined],
	['Connection terminated unexpectedly', undefined],
	['Client was closed and is not queryable', undefined],
	['Client has encountered a connection error and is not queryable', undefined],
	['Cannot use a pool after calling end on the pool', undefined],
]);

/** Describes what a client of a database has thrown, or given to a callback. */
export function describeFailure(error: unknown): Failure {
	if (typeof error !== 'object' || error === null)
		return failure('_OTHER', undefined, 'what was thrown is no error', error);
	const fields = error as Fields;
	const state = sqlState(fields);
	if (state !== undefined) return failure(state, state, serverMessage(state, fields), error);
	const { code, errno, syscall } = fields;
	if (typeof code === 'string' && /^SQLITE_\w+$/.test(code)) return failure(code, code, code, error);
	if (typeof errno !== 'number' || errno <= 0 || syscall !== undefined) return clientFailure(fields, error);
	return failure(String(errno), String(errno), codeMessage(fields), error);
}

/** Whether the error says that something took too long. */
export function isTimeout(error: unknown): boolean {
	return error instanceof Error && PLAIN_MESSAGES.get(error.message) === 'timeout';
}

/** pg has it in `code` of an error with a severity, Bun in `errno`: a system error's EPIPE looks like one, too. */
function sqlState({ code, errno, severity }: Fields): string | undefined {
	const state =
		typeof severity === 'string' && typeof code === 'string' && !code.startsWith('ERR_') ? code : errno;
	return typeof state === 'string' && /^[0-9A-Z]{5}$/.test(state) ? state : undefined;
}

/** `integrity constraint violation (23505), constraint things_pkey, table things`: names, and no values. */
function serverMessage(state: string, fields: Fields): string {
	const about = ['constraint', 'table', 'column']
		.filter((name) => typeof fields[name] === 'string' && fields[name] !== '')
		.map((name) => `, ${name} ${String(fields[name])}`);
	return `${sqlStateClass(state)} (${state})${about.join('')}`;
}

function clientFailure(fields: Fields, error: unknown): Failure {
	const { code, name, message } = fields;
	if (typeof code === 'string' && /^[A-Z][A-Z0-9_]{2,60}$/.test(code)) {
		return failure(code, undefined, codeMessage(fields), error);
	}
	const type = typeof name === 'string' && /^[\w$.]{1,100}$/.test(name) ? name : '_OTHER';
	if (typeof message !== 'string' || !PLAIN_MESSAGES.has(message))
		return failure(type, undefined, type, error);
	return failure(PLAIN_MESSAGES.get(message) ?? type, undefined, message, error);
}

/** `connect ECONNREFUSED`: without the address, so that it groups. */
function codeMessage({ syscall, code }: Fields): string {
	return [syscall, code].filter((part) => typeof part === 'string' && /^\w+$/.test(part)).join(' ');
}

function failure(type: string, statusCode: string | undefined, message: string, error: unknown): Failure {
	const stack = error instanceof Error ? framesOf(error) : undefined;
	return {
		type,
		statusCode,
		message,
		stack: stack === undefined ? undefined : `${type}: ${message}${stack}`,
	};
}

/** The stack after its heading, which repeats the message; nothing where it does not begin as expected. */
function framesOf({ name, message, stack }: Error): string | undefined {
	const heading = message === '' ? name : `${name}: ${message}`;
	return stack?.startsWith(`${heading}\n`) === true ? stack.slice(heading.length) : undefined;
}
