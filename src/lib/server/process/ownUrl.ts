import type { Config } from '../config';

/** Addresses that mean "every interface" are listened on, not connected to. */
const ANY_ADDRESS = new Map([
	['0.0.0.0', '127.0.0.1'],
	['::', '::1'],
]);

/**
 * Where this process reaches itself, for the check of its own `/healthz`.
 * @param listeningPort the port it really listens on, which PORT=0 leaves to the system
 * @returns `null` where it cannot be reached over TCP, or where checks may not go to private addresses
 */
export function ownUrl(settings: Config, listeningPort = settings.port): string | null {
	if (settings.socketPath !== undefined || !settings.allowPrivateTargets || listeningPort === 0) return null;
	const host = ANY_ADDRESS.get(settings.host) ?? settings.host;
	return `http://${host.includes(':') ? `[${host}]` : host}:${listeningPort}/healthz`;
}
