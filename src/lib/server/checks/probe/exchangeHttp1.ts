import http, { Agent, type IncomingMessage } from 'node:http';
import { type Socket } from 'node:net';
import { type Duplex } from 'node:stream';
import { codedError, type Exchange, type Head, type HeaderLine } from './exchange';

/**
 * Gives out one socket, once. An agent of its own, because Bun heeds `createConnection` in the options only where
 * no agent is given, and the global agent may hand over a socket that was never ours to judge.
 */
class OneSocketAgent extends Agent {
	constructor(private readonly socket: Socket) {
		super({ keepAlive: false });
	}

	override createConnection(): Duplex {
		return this.socket;
	}
}

/** HTTP/1.1 (RFC 9112) over a plain or a secured socket. */
export const exchangeHttp1: Exchange = (socket, { url, method, headers, body }, scope, onSent) => {
	const { promise, resolve, reject } = Promise.withResolvers<Head>();
	const sending = http.request({
		agent: new OneSocketAgent(socket),
		method,
		path: `${url.pathname}${url.search}`,
		headers: { host: url.host, ...headers, connection: 'close' },
	});
	let broken: unknown;
	scope.defer(() => sending.destroy());
	sending.on('error', (error) => {
		broken ??= error;
		reject(error);
	});
	sending.once('socket', (given: Socket) => {
		// The policy decided on our socket's address, and on no other.
		if (given !== socket) sending.destroy(codedError('ERR_FOREIGN_SOCKET', 'another socket was taken'));
	});
	sending.once('finish', onSent);
	sending.once('upgrade', () =>
		reject(codedError('ERR_HTTP_UPGRADE', 'the server switched to another protocol')),
	);
	sending.once('close', () => reject(codedError('ECONNRESET', 'closed')));
	sending.once('response', (response) => {
		response.on('error', (error) => (broken ??= error));
		resolve(headOf(response, () => broken));
	});
	sending.end(body ?? undefined);
	return promise;
};

function headOf(response: IncomingMessage, broken: () => unknown): Head {
	const { rawHeaders, statusCode = 0, httpVersion } = response;
	const headers = rawHeaders.flatMap((name, at): HeaderLine[] =>
		at % 2 === 0 ? [[name, rawHeaders[at + 1] ?? '']] : [],
	);
	return { status: statusCode, httpVersion, headers, body: bodyOf(response, broken) };
}

async function* bodyOf(response: AsyncIterable<Uint8Array> & IncomingMessage, broken: () => unknown) {
	try {
		yield* response;
	} catch (error) {
		// The request knows the reason; the response only that it was aborted.
		throw broken() ?? error;
	}
	if (!response.complete) throw codedError('ECONNRESET', 'the body ended too early');
}
