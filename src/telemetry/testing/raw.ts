import { connect } from 'node:net';

/**
 * Sends a request as bytes over a socket of its own, without any instrumentation taking part.
 * @returns everything that came back until the server closed, or cut, the connection
 */
export function sendRaw(port: number, lines: readonly string[]): Promise<string> {
	const { promise, resolve } = Promise.withResolvers<string>();
	let received = '';
	const socket = connect(port, '127.0.0.1', () => {
		socket.write([...lines, 'Host: tested.example:8080', 'Connection: close', '', ''].join('\r\n'));
	});
	socket.on('data', (chunk) => (received += chunk.toString()));
	socket.on('error', () => resolve(received));
	socket.on('close', () => resolve(received));
	return promise;
}
