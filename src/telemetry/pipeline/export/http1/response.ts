import type { AnswerHead } from './answerHead';
import { isBodiless } from './framing';

/** https://www.iana.org/assignments/http-parameters/http-parameters.xhtml#content-coding, as the platform names them. */
const FORMATS: Readonly<Record<string, 'gzip' | 'deflate'>> = {
	gzip: 'gzip',
	'x-gzip': 'gzip',
	deflate: 'deflate',
};

/**
 * What `fetch` would have answered. A body that was compressed, though that was not asked for, is unpacked as it is read.
 * @param body or what it failed with: then reading it fails
 */
export function makeResponse(head: AnswerHead, body: Uint8Array<ArrayBuffer> | Error): Response {
	const { status, statusText, headers } = head;
	const init = { status, statusText, headers };
	if (isBodiless(status)) return new Response(null, init);
	if (body instanceof Error) return new Response(failing(body), init);
	const format = FORMATS[headers.get('content-encoding')?.toLowerCase() ?? ''];
	return new Response(format === undefined || body.length === 0 ? body : unpacked(body, format), init);
}

function failing(error: Error): ReadableStream<Uint8Array> {
	return new ReadableStream({ start: (controller) => controller.error(error) });
}

function unpacked(body: Uint8Array<ArrayBuffer>, format: 'gzip' | 'deflate') {
	return new Blob([body]).stream().pipeThrough(new DecompressionStream(format));
}
