import { connect as dial, type Socket } from 'node:net';
import { type Deadline } from './deadline';
import { type Address } from './resolve';

export interface Connection {
	socket: Socket;
	/** The one of the addresses that answered. */
	peer: Address;
}

/**
 * Connects to the first address that answers, tried in their order. Each gets an equal share of the time that is
 * left, so that one which swallows everything does not keep the others from their turn; the last one has it all.
 * @param onFailure told of every address that failed, before the next is tried
 * @throws what the last address failed with
 */
export async function connectToFirst(
	addresses: readonly Address[],
	port: number,
	deadline: Deadline,
	scope: DisposableStack,
	onFailure: (peer: Address, error: unknown) => void,
): Promise<Connection> {
	let failure: unknown;
	for (const [at, peer] of addresses.entries()) {
		const left = addresses.length - at;
		const limitMs = left === 1 ? null : deadline.remainingMs / left;
		try {
			return { socket: await open(peer, port, limitMs, scope), peer };
		} catch (error) {
			failure = error;
			onFailure(peer, error);
		}
	}
	throw failure;
}

/** The pinned address goes in, never the name: it is not resolved a second time. */
function open(peer: Address, port: number, limitMs: number | null, scope: DisposableStack): Promise<Socket> {
	const { promise, resolve, reject } = Promise.withResolvers<Socket>();
	const socket = dial({ host: peer.address, port, family: peer.family });
	const timer = limitMs === null ? undefined : setTimeout(() => socket.destroy(timedOut(peer)), limitMs);
	scope.defer(() => {
		clearTimeout(timer);
		socket.destroy();
	});
	// It stays: a socket may break at any later time, when somebody else waits for what becomes of it.
	socket.on('error', reject);
	socket.once('close', () => reject(Object.assign(new Error('closed'), { code: 'ECONNABORTED' })));
	socket.once('connect', () => {
		clearTimeout(timer);
		socket.setNoDelay(true);
		resolve(socket);
	});
	return promise;
}

function timedOut({ address }: Address): Error {
	return Object.assign(new Error(`${address} did not answer`), { code: 'ETIMEDOUT' });
}
