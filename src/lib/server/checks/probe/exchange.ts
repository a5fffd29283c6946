import { type Socket } from 'node:net';

/** In the order and spelling in which they came; a name may come more than once. */
export type HeaderLine = readonly [name: string, value: string];

/** A request as it goes onto the wire, without what a version of HTTP adds of its own. */
export interface WireRequest {
	url: URL;
	method: string;
	headers: Readonly<Record<string, string>>;
	body: string | null;
}

/** An answer as far as it has come: the body follows, and throws where it breaks off. */
export interface Head {
	status: number;
	/** `1.0`, `1.1` or `2`. */
	httpVersion: string;
	headers: readonly HeaderLine[];
	body: AsyncIterable<Uint8Array>;
}

/**
 * Sends a request over a connected socket, which is used for nothing else, and waits for the head of the answer.
 * @param onSent called when the request has left this process
 * @throws with a `code` where no answer comes
 */
export type Exchange = (
	socket: Socket,
	request: WireRequest,
	scope: DisposableStack,
	onSent: () => void,
) => Promise<Head>;

/** @returns the first value of a header, whatever its spelling */
export function headerValue(headers: readonly HeaderLine[], name: string): string | undefined {
	return headers.find(([given]) => given.toLowerCase() === name)?.[1];
}

export function codedError(code: string, message: string): Error {
	return Object.assign(new Error(message), { code });
}
