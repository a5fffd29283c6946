// Load for a machine without wrk: `bun program.ts <url> <connections> <seconds>`. Each connection asks anew as soon
// as it is answered; at the end all wait for their last answer. Prints what it saw as JSON. Straight on sockets:
// what the load takes of the machine, the server lacks.
import { quantile } from '../statistics';
import { Answer } from './answer';

const [address = '', connections = '', seconds = ''] = process.argv.slice(2);
const url = new URL(address);
const request = `GET ${url.pathname} HTTP/1.1\r\nhost: ${url.host}\r\n\r\n`;
const latenciesMs: number[] = [];
const startMs = performance.now();
const endMs = startMs + Number(seconds) * 1000;

await Promise.all(Array.from({ length: Number(connections) }, keepAsking));
const tookSeconds = (performance.now() - startMs) / 1000;
const sorted = Float64Array.from(latenciesMs).sort();
console.log(
	JSON.stringify({
		requestsPerSecond: sorted.length / tookSeconds,
		p50Ms: quantile(sorted, 0.5),
		p99Ms: quantile(sorted, 0.99),
	}),
);

/** Asks over one connection until the time is over and the last answer is there. */
async function keepAsking(): Promise<void> {
	const { promise: over, resolve, reject } = Promise.withResolvers<undefined>();
	const answer = new Answer();
	let askedMs = performance.now();
	const socket = await Bun.connect({
		hostname: url.hostname,
		port: Number(url.port),
		socket: {
			data(connection, bytes) {
				const status = answer.take(bytes);
				if (status === undefined) return;
				if (status !== 200) return reject(new Error(`${address} answered ${status}`));
				const nowMs = performance.now();
				latenciesMs.push(nowMs - askedMs);
				if (nowMs >= endMs) return resolve(undefined);
				askedMs = nowMs;
				connection.write(request);
			},
			error: (_connection, error) => reject(error),
			close: () => reject(new Error(`${address} closed the connection`)),
		},
	});
	socket.write(request);
	await over;
	socket.end();
}
