import { createPost, type Post, type PostRequest } from '../../post';

/** A `Post` that must do without `fetch`. */
export function ownPost(): Post {
	return createPost(() => Promise.reject(new Error('fetch was asked')));
}

/** A request as an export makes it. */
export function requestOf(
	body: string | Uint8Array<ArrayBuffer> = 'spans',
	{ signal = new AbortController().signal, headers = {} }: Partial<PostRequest> = {},
): PostRequest {
	const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
	return { method: 'POST', headers, body: bytes, redirect: 'manual', signal };
}

/** An answer with a length. */
export function answer(body = '', status = '200 OK', fields = ''): string {
	return `HTTP/1.1 ${status}\r\n${fields}content-length: ${body.length}\r\n\r\n${body}`;
}

/** What it fails with. */
export function rejection(asked: Promise<unknown>): Promise<unknown> {
	return asked.then(
		() => 'nothing: it did not fail',
		(error: unknown) => error,
	);
}
