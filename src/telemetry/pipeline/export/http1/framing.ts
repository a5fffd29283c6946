import { listOf, type AnswerHead } from './answerHead';
import { ChunkedFraming } from './chunkedFraming';
import { malformed } from './http1Error';
import type { KeptBody } from './keptBody';

/** Tells which bytes of a connection belong to a body. */
export interface Framing {
	/** Whether the body is there to its end. */
	readonly isWhole: boolean;
	/** Whether the end of the connection is the end of the body. */
	readonly endsWithConnection: boolean;
	/**
	 * Takes the bytes that came next.
	 * @returns how many of them belonged to the body: all, unless it is whole now
	 * @throws Http1Error where they cannot be a body
	 */
	take(bytes: Uint8Array, into: KeptBody): number;
}

/** https://www.rfc-editor.org/rfc/rfc9112#section-6.3. @throws Http1Error where the length is none, or several */
export function framingOf({ status, headers }: AnswerHead): Framing {
	if (isBodiless(status)) return new LengthFraming(0);
	const codings = listOf(headers.get('transfer-encoding'));
	if (codings.length > 0) return codings.at(-1) === 'chunked' ? new ChunkedFraming() : new CloseFraming();
	const length = headers.get('content-length');
	return length === null ? new CloseFraming() : new LengthFraming(lengthOf(length));
}

/** Such answers have no body, whatever their headers say. */
export function isBodiless(status: number): boolean {
	return status === 204 || status === 304;
}

/** The same length may be said twice. */
function lengthOf(value: string): number {
	const [length = '', ...others] = new Set(listOf(value));
	if (others.length > 0 || !/^\d{1,15}$/.test(length)) {
		throw malformed('its content-length is none', 'InvalidContentLength');
	}
	return Number(length);
}

class LengthFraming implements Framing {
	readonly endsWithConnection = false;

	constructor(private left: number) {}

	get isWhole(): boolean {
		return this.left === 0;
	}

	take(bytes: Uint8Array, into: KeptBody): number {
		const own = bytes.subarray(0, this.left);
		into.add(own);
		this.left -= own.length;
		return own.length;
	}
}

class CloseFraming implements Framing {
	readonly isWhole = false;
	readonly endsWithConnection = true;

	take(bytes: Uint8Array, into: KeptBody): number {
		into.add(bytes);
		return bytes.length;
	}
}
