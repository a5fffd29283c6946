/**
 * Whether a response's body is a stream that is still being written, and not bytes or a file at hand. There is
 * no cheap way to ask: `.body` makes a stream of anything, while Bun's inspector tells what is there untouched.
 */
export function isStreaming({ response, method }: { response: Response; method: string }): boolean {
	if (method === 'HEAD' || response.status === 204 || response.status === 304) return false;
	const { headers } = response;
	if (headers.has('content-length')) return false;
	if (headers.get('content-type')?.startsWith('text/event-stream') === true) return response.body !== null;
	return Bun.inspect(response, { depth: 0 }).includes('\n  ReadableStream {');
}

/**
 * The same response, telling when its body has ended.
 * @param run how to call back into whoever writes the body: in the context of the request
 * @param ended called once: when the body is complete, was cancelled by the reader, or broke with an error
 */
export function withBodyEnd(
	response: Response,
	run: <T>(fn: () => T) => T,
	ended: (error?: unknown) => void,
): Response {
	const { body } = response;
	if (body === null) return response;
	const { status, statusText, headers } = response;
	return new Response(observed(body.getReader(), run, ended), { status, statusText, headers });
}

/** Reads on demand only (`highWaterMark: 0`), so that the writer feels the reader's pace as before. */
function observed(
	reader: ReadableStreamDefaultReader<Uint8Array>,
	run: <T>(fn: () => T) => T,
	ended: (error?: unknown) => void,
): ReadableStream<Uint8Array> {
	const source: UnderlyingDefaultSource<Uint8Array> = {
		async pull(controller) {
			try {
				const { done, value } = await run(() => reader.read());
				if (done) {
					ended();
					controller.close();
				} else controller.enqueue(value);
			} catch (error) {
				ended(error);
				controller.error(error);
			}
		},
		cancel(reason) {
			ended();
			return run(() => reader.cancel(reason));
		},
	};
	return new ReadableStream(source, { highWaterMark: 0 });
}
