import { connect } from 'node:net';

/**
 * Sends a request as bytes over a socket of its own, without any instrumentation taking part.
 * @param host `null` where the lines hold a Host header already
 * @returns everything that came back until the server closed, or cut, the connection
 */
export function sendRaw(
	port: number,
	lines: readonly string[],
	host: string | null = 'tested.example:8080',
): Promise<string> {
	const { promise, resolve } = Promise.withResolvers<string>();
	let received = '';
	const socket = connect(port, '127.0.0.1', () => {
		const hostLines = host === null ? [] : [`Host: ${host}`];
		socket.write([...lines, ...hostLines, 'Connection: close', '', ''].join('\r\n'));
	});
	socket.on('data', (chunk) => (received += chunk.toString()));
	socket.on('error', () => resolve(received));
	socket.on('close', () => resolve(received));
	return promise;
}
