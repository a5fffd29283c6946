import { AppError } from '$server/errors';
import { toAppError } from './errors';

const JSON_TYPE = /^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i;

/**
 * The JSON object in the body of a request, `undefined` where there is none.
 * @param mostBytes where it is to be smaller than what BODY_SIZE_LIMIT allows
 * @throws AppError BAD_REQUEST for anything else, PAYLOAD_TOO_LARGE, UNSUPPORTED_MEDIA_TYPE
 */
export async function readJsonObject(request: Request, mostBytes = Infinity): Promise<object | undefined> {
	refuseLarge(Number(request.headers.get('content-length') ?? 0), mostBytes);
	const bytes = await readBytes(request);
	refuseLarge(bytes.byteLength, mostBytes);
	if (bytes.byteLength === 0) return undefined;
	requireJson(request.headers.get('content-type'));
	refuseEncoded(request.headers.get('content-encoding'));
	const value = parse(bytes);
	if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
	throw new AppError('BAD_REQUEST', 'The body is not usable: expected a JSON object');
}

function refuseLarge(bytes: number, mostBytes: number): void {
	if (bytes <= mostBytes) return;
	throw new AppError('PAYLOAD_TOO_LARGE', `The body is too large: expected at most ${mostBytes} bytes`);
}

async function readBytes(request: Request): Promise<ArrayBuffer> {
	try {
		return await request.arrayBuffer();
	} catch (cause) {
		const error = toAppError(cause);
		if (error.code === 'PAYLOAD_TOO_LARGE') throw error;
		throw new AppError('BAD_REQUEST', 'The body is not usable: it ended before it was whole', { cause });
	}
}

function requireJson(type: string | null): void {
	if (type !== null && JSON_TYPE.test(type)) return;
	const got = type === null ? 'none' : JSON.stringify(type.slice(0, 100));
	throw new AppError(
		'UNSUPPORTED_MEDIA_TYPE',
		`The body has a type that is not usable: expected Content-Type: application/json, got ${got}`,
	);
}

function refuseEncoded(encoding: string | null): void {
	if (encoding === null || encoding.trim().toLowerCase() === 'identity') return;
	const got = JSON.stringify(encoding.slice(0, 100));
	throw new AppError(
		'UNSUPPORTED_MEDIA_TYPE',
		`The body has an encoding that is not usable: expected no Content-Encoding, got ${got}`,
	);
}

function parse(bytes: ArrayBuffer): unknown {
	try {
		return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
	} catch (cause) {
		// The parser quotes the body, which is for the client that sent it and not for the log.
		const reason = cause instanceof SyntaxError ? cause.message : 'not UTF-8';
		throw new AppError('BAD_REQUEST', 'The body is not usable: expected JSON', { cause, data: { reason } });
	}
}
