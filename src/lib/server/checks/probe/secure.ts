import { isIP, type Socket } from 'node:net';
import { connect as startTls, type TLSSocket } from 'node:tls';

/**
 * A TLS handshake on a connected socket, with SNI and an offer of HTTP/2 and HTTP/1.1. It succeeds with a bad
 * certificate too, since one that is refused during the handshake cannot be read: **the caller judges it before
 * anything is sent**.
 * @param trust PEM certificates to be trusted in place of the system's
 * @throws with a `code` where there is no handshake
 */
export function handshake(
	socket: Socket,
	host: string,
	trust: readonly string[] | undefined,
	scope: DisposableStack,
): Promise<TLSSocket> {
	const { promise, resolve, reject } = Promise.withResolvers<TLSSocket>();
	const secured = startTls({
		socket,
		// RFC 6066: an address is no server name.
		...(isIP(host) === 0 ? { servername: host } : {}),
		...(trust === undefined ? {} : { ca: [...trust] }),
		ALPNProtocols: ['h2', 'http/1.1'],
		rejectUnauthorized: false,
	});
	scope.defer(() => secured.destroy());
	secured.on('error', reject);
	secured.once('close', () => reject(Object.assign(new Error('closed'), { code: 'ECONNRESET' })));
	secured.once('secureConnect', () => resolve(secured));
	return promise;
}

/** What OpenSSL found wrong with the chain, as its code, or `null`. */
export function authorizationError(secured: TLSSocket): string | null {
	if (secured.authorized) return null;
	// Typed as Error; it is the code itself, on Bun and on Node.
	const found: unknown = secured.authorizationError;
	return typeof found === 'string' ? found : found instanceof Error ? found.message : 'UNKNOWN';
}
