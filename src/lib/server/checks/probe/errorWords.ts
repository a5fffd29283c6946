import { maskSecrets } from '../maskSecrets';

const MAX_LENGTH = 300;

/** What the codes of sockets, resolvers, TLS and HTTP parsers mean, in plain words. */
const WORDS: Readonly<Record<string, string>> = {
	ENOTFOUND: 'no such name',
	ENODATA: 'the name has no address',
	EAI_AGAIN: 'the name server did not answer',
	ESERVFAIL: 'the name server failed',
	ETIMEOUT: 'the name server did not answer in time',
	ECONNREFUSED: 'connection refused',
	ECONNRESET: 'the other side broke the connection off',
	ECONNABORTED: 'the connection was broken off',
	EPIPE: 'the other side had closed the connection',
	ETIMEDOUT: 'no reply from the other side',
	EHOSTUNREACH: 'no way to that host',
	ENETUNREACH: 'no way to that network',
	EADDRNOTAVAIL: 'the address cannot be used from here',
	EINVAL: 'the address cannot be used',
	EACCES: 'this system does not allow it',
	EPERM: 'this system does not allow it',
	EMFILE: 'this process has too many files and sockets open',
	ERR_SSL_WRONG_VERSION_NUMBER: 'this port does not speak TLS',
	ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL: 'the server speaks neither HTTP/2 nor HTTP/1.1 over TLS',
	ERR_SSL_TLSV1_UNRECOGNIZED_NAME: 'the server does not know this name',
	ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: 'the server wants another version of TLS',
	ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: 'the server broke off the handshake',
	HPE_INVALID_CONSTANT: 'what came is not HTTP',
	HPE_HEADER_OVERFLOW: 'the headers of the answer are too long',
	ERR_HTTP2_ERROR: 'the HTTP/2 connection broke',
	ERR_HTTP2_SESSION_ERROR: 'the server ended the HTTP/2 connection',
	Z_DATA_ERROR: 'its content encoding is damaged',
	Z_BUF_ERROR: 'its content encoding is damaged',
};

/** @returns a stable code of any thrown value, and what it means; never a secret, never a stack */
export function wordsFor(error: unknown): { errorCode: string; actual: string } {
	const errorCode = codeOf(error);
	const known = WORDS[errorCode];
	if (known !== undefined) return { errorCode, actual: known };
	return { errorCode, actual: plain(error instanceof Error ? error.message : String(error)) };
}

/** Text of the other side's making, fit for a message: one line, printable, of at most 300 characters. */
export function plain(text: string): string {
	const line = maskSecrets(text.toWellFormed())
		.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
		.trim();
	return line.length <= MAX_LENGTH ? line : `${line.slice(0, MAX_LENGTH - 1).toWellFormed()}…`;
}

function codeOf(error: unknown): string {
	if (!(error instanceof Error)) return 'UNKNOWN';
	if ('code' in error && typeof error.code === 'string' && error.code !== '') return error.code;
	return error.name;
}
