import { connect } from 'node:net';
import { Random } from '../../../src/telemetry/testing/random';
import { randomRequest } from './request';

/** A connection that nobody closes is cut after this long. */
const MOST_MS = 300;
const AT_A_TIME = 64;

/**
 * Sends so many random requests, a few over each connection, many connections at a time.
 * @param ports of the servers
 * @returns how many bytes came back
 */
export async function bombard(
	ports: readonly [number, ...number[]],
	requests: number,
	seed: number,
): Promise<number> {
	let left = requests;
	let received = 0;
	const worker = async (number: number) => {
		const random = new Random(seed + number);
		while (left > 0) {
			const count = Math.min(left, 1 + random.below(3));
			left -= count;
			const bytes = await oneConnection(random.pick(ports), random, count);
			received += bytes;
		}
	};
	await Promise.all(Array.from({ length: AT_A_TIME }, (_, number) => worker(number)));
	return received;
}

/** Requests one after the other without waiting; the connection may be cut at any moment. */
function oneConnection(port: number, random: Random, count: number): Promise<number> {
	const { promise, resolve } = Promise.withResolvers<number>();
	let received = 0;
	const bytes = Buffer.concat(
		Array.from({ length: count }, (_, at) => randomRequest(random, at === count - 1)),
	);
	const sent = random.chance(0.1) ? bytes.subarray(0, random.below(bytes.length + 1)) : bytes;
	const patienceMs = random.chance(0.3) ? random.below(40) : MOST_MS;
	const cutAt = random.chance(0.2) ? random.below(2_000) : Infinity;
	const enough = random.chance(0.9) ? 20_000 : 200_000;
	const socket = connect(port, '127.0.0.1', () => {
		socket.write(sent);
		if (random.chance(0.1)) socket.end();
	});
	const timer = setTimeout(() => socket.destroy(), patienceMs);
	socket.on('data', (chunk: Buffer) => {
		received += chunk.length;
		if (received >= Math.min(cutAt, enough)) socket.destroy();
	});
	socket.on('error', () => socket.destroy());
	socket.on('close', () => {
		clearTimeout(timer);
		resolve(received);
	});
	return promise;
}
