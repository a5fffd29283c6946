/** What `fetch` says of a connection that ended before the answer. */
export const CONNECTION_CLOSED = 'ECONNRESET';

/** The codes of Bun's `fetch`, in words. Those of certificates are told as they are. */
const WORDS: Readonly<Record<string, string>> = {
	ECONNREFUSED: 'the connection was refused',
	[CONNECTION_CLOSED]: 'the connection was closed before the answer',
	ENOTFOUND: 'the host name is not known',
	ETIMEDOUT: 'the connection timed out',
	FailedToOpenSocket: 'the connection could not be opened',
	Malformed_HTTP_Response: 'the answer is not HTTP',
};

/** Why `fetch` failed. Its own message may hold the URL with what is secret in it, so only its code is told. */
export function describeFailure(error: unknown): { errorType: string; message: string } {
	const { code, name } = toError(error);
	const errorType = typeof code === 'string' ? code : name;
	return { errorType, message: WORDS[errorType] ?? `the request failed (${errorType})` };
}

function toError(error: unknown): { code?: unknown; name: string } {
	return error instanceof Error ? error : new TypeError('not an Error');
}
