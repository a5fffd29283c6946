import { CONNECTION_CLOSED } from '../failure';

/** Why there is no answer. Its code is the one that `fetch` has for the same, so that `describeFailure` knows it. */
export class Http1Error extends Error {
	override readonly name = 'Http1Error';

	constructor(
		readonly code: string,
		message: string,
	) {
		super(message);
	}
}

/** @param what was wrong, without the collector's own words: it may send back what is secret */
export function malformed(what: string, code = 'Malformed_HTTP_Response'): Http1Error {
	return new Http1Error(code, `the collector's answer is no HTTP: ${what}`);
}

export function closedEarly(): Http1Error {
	return new Http1Error(CONNECTION_CLOSED, 'the connection was closed before the answer');
}
