import {
	connect as startSession,
	constants,
	type ClientHttp2Stream,
	type IncomingHttpHeaders,
} from 'node:http2';
import { codedError, headerValue, type Exchange, type Head, type HeaderLine } from './exchange';

/** RFC 9113, section 7, from 0 on. */
const ERROR_NAMES = (
	'NO_ERROR PROTOCOL_ERROR INTERNAL_ERROR FLOW_CONTROL_ERROR SETTINGS_TIMEOUT STREAM_CLOSED FRAME_SIZE_ERROR ' +
	'REFUSED_STREAM CANCEL COMPRESSION_ERROR CONNECT_ERROR ENHANCE_YOUR_CALM INADEQUATE_SECURITY HTTP_1_1_REQUIRED'
).split(' ');

/** HTTP/2 (RFC 9113) over a secured socket on which it was agreed; one stream, then the session is closed. */
export const exchangeHttp2: Exchange = (socket, { url, method, headers, body }, scope, onSent) => {
	const { promise, resolve, reject } = Promise.withResolvers<Head>();
	const session = startSession(url.origin, {
		createConnection: () => socket,
		settings: { enablePush: false },
	});
	scope.defer(() => session.destroy());
	session.on('error', reject);
	const stream = session.request(
		{
			...headers,
			':method': method,
			':scheme': 'https',
			':authority': url.host,
			':path': `${url.pathname}${url.search}`,
		},
		{ endStream: body === null },
	);
	const closed = closeOf(stream);
	stream.on('error', reject);
	stream.once('finish', onSent);
	stream.once('response', (given) => {
		const head = linesOf(given);
		resolve({
			...head,
			httpVersion: '2',
			body: bodyOf(stream, closed, method === 'HEAD' ? [] : head.headers),
		});
	});
	stream.once('close', () => reject(brokenOff(stream.rstCode)));
	if (body !== null) stream.end(body);
	return promise;
};

function linesOf(given: IncomingHttpHeaders): { status: number; headers: HeaderLine[] } {
	const headers = Object.entries(given).flatMap(([name, value]): HeaderLine[] =>
		name.startsWith(':') || value === undefined ? [] : [value].flat().map((one) => [name, one]),
	);
	return { status: Number(given[':status']), headers };
}

function closeOf(stream: ClientHttp2Stream): Promise<void> {
	const { promise, resolve } = Promise.withResolvers<undefined>();
	stream.once('close', () => resolve(undefined));
	return promise;
}

/** A stream that is cut off ends like a whole one: only its close code, and its length, tell them apart. */
async function* bodyOf(stream: ClientHttp2Stream, closed: Promise<void>, headers: HeaderLine[]) {
	let bytes = 0;
	for await (const chunk of stream as AsyncIterable<Uint8Array>) {
		bytes += chunk.length;
		yield chunk;
	}
	await closed;
	const promised = headerValue(headers, 'content-length');
	if (stream.rstCode !== constants.NGHTTP2_NO_ERROR) throw brokenOff(stream.rstCode);
	if (promised !== undefined && Number(promised) !== bytes)
		throw codedError('ECONNRESET', 'the body ended too early');
}

function brokenOff(rstCode: number): Error {
	if (rstCode === constants.NGHTTP2_NO_ERROR || rstCode === constants.NGHTTP2_CANCEL)
		return codedError('ECONNRESET', 'closed');
	return codedError(
		'ERR_HTTP2_STREAM_ERROR',
		`the server broke off the stream with ${ERROR_NAMES[rstCode] ?? rstCode}`,
	);
}
