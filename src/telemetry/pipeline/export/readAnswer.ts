import { diag } from '@opentelemetry/api';
import type { Signal } from '../../health/types';
import { decodePartialSuccess } from '../../otlp/partialSuccess';
import type { Answer } from './answer';
import { fieldsOf } from './halve/wire';
import { readBody } from './readBody';
import { retryAfterMs } from './retryAfter';
import { shownUrl } from './shownUrl';

/** https://opentelemetry.io/docs/specs/otlp/#retryable-response-codes */
const RETRYABLE = new Set([429, 502, 503, 504]);

/** Tells what a response means, and reads it to its end. Never rejects: by its status all is decided. */
export async function readAnswer(signal: Signal, response: Response): Promise<Answer> {
	const body = await readBody(response).catch((error: unknown) => {
		diag.debug('An answer to an export ended early', error);
		return undefined;
	});
	if (response.ok) return accepted(signal, response, body);
	const { status } = response;
	if (status >= 300 && status < 400) return { kind: 'refused', status, message: redirected(response) };
	const message = statusLine(response, body);
	if (status === 413) return { kind: 'tooLarge', status, message };
	if (!RETRYABLE.has(status)) return { kind: 'refused', status, message };
	return {
		kind: 'unavailable',
		status,
		message,
		retryAfterMs: retryAfterMs(response.headers.get('retry-after')),
	};
}

function accepted(signal: Signal, { status, headers }: Response, body: Uint8Array | undefined): Answer {
	const contentType = headers.get('content-type');
	if (body === undefined || !isReadable(contentType, body)) {
		return {
			kind: 'accepted',
			status,
			rejected: 0,
			message: `status ${status}, but the answer cannot be read`,
		};
	}
	const partial = decodePartialSuccess(signal, contentType, body);
	return { kind: 'accepted', status, rejected: partial?.rejected ?? 0, message: partial?.message ?? '' };
}

/** An empty answer is protobuf's way of saying that all is well. */
function isReadable(contentType: string | null, body: Uint8Array): boolean {
	if (body.length === 0) return true;
	try {
		if (/\bjson\b/i.test(contentType ?? '')) return typeof JSON.parse(textOf(body)) === 'object';
		return /protobuf/i.test(contentType ?? '') && isMessage(body);
	} catch {
		return false; // told by the caller
	}
}

/** @throws RangeError where it is none */
function isMessage(body: Uint8Array): boolean {
	return Array.from(fieldsOf(body)).length > 0;
}

function redirected({ status, headers }: Response): string {
	const to = URL.parse(headers.get('location') ?? '');
	const where = to === null ? '' : ` to ${shownUrl(to)}`;
	return `${status}: redirected${where}, which is not followed; name the address itself as the endpoint`;
}

/** The status, and what the collector says of it where that is text. */
function statusLine({ status, statusText, headers }: Response, body: Uint8Array = new Uint8Array()): string {
	const words = wordsOf(headers.get('content-type') ?? '', body);
	return [String(status), statusText].join(' ').trim() + (words === '' ? '' : `: ${words}`);
}

function wordsOf(contentType: string, body: Uint8Array): string {
	if (!/^(text\/plain|application\/json)\b/i.test(contentType)) return '';
	return textOf(body)
		.replace(/\s+/g, ' ')
		.replace(/\p{Cc}/gu, '')
		.trim();
}

function textOf(body: Uint8Array): string {
	return new TextDecoder().decode(body);
}
