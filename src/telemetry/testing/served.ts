import { fileURLToPath } from 'node:url';
import { connect } from 'node:net';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const PRELOAD = fileURLToPath(new URL('../../../telemetry.ts', import.meta.url));

export interface Served extends AsyncDisposable {
	readonly port: number;
	/** Everything that the program has written to its error output. */
	errors(): string;
}

/**
 * Starts a program that prints the port it listens on, with or without telemetry, and nothing else different.
 * @param path of the program, from the root of the repository
 */
export async function startServed(
	path: string,
	isTraced: boolean,
	args: readonly string[] = [],
): Promise<Served> {
	const command = [process.execPath, ...(isTraced ? ['--preload', PRELOAD] : []), path, ...args];
	const child = Bun.spawn(command, { cwd: ROOT, env: {}, stdout: 'pipe', stderr: 'pipe' });
	let errors = '';
	const read = readAll(child.stderr, (text) => (errors += text));
	const port = await firstNumber(child.stdout);
	return {
		port,
		errors: () => errors,
		[Symbol.asyncDispose]: async () => {
			child.kill('SIGKILL');
			await child.exited;
			await read;
		},
	};
}

/** Sends bytes as they are and gives back, byte for byte, what came until the server closed the connection. */
export function exchange(port: number, bytes: string): Promise<string> {
	const { promise, resolve } = Promise.withResolvers<string>();
	let received = '';
	const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
	socket.setEncoding('latin1');
	socket.on('data', (chunk) => (received += String(chunk)));
	socket.on('error', (error) => (received += `[${error.message}]`));
	socket.on('close', () => resolve(received));
	return promise;
}

async function readAll(stream: ReadableStream<Uint8Array>, keep: (text: string) => void): Promise<void> {
	const decoder = new TextDecoder();
	const write = (bytes: Uint8Array) => keep(decoder.decode(bytes, { stream: true }));
	await stream.pipeTo(new WritableStream({ write }));
}

/** Reads on afterwards, so that the program can go on printing. */
function firstNumber(stream: ReadableStream<Uint8Array>): Promise<number> {
	const { promise, resolve, reject } = Promise.withResolvers<number>();
	let text = '';
	const keep = (more: string) => {
		text += more;
		const line = /^(\d+)\n/.exec(text);
		if (line !== null) resolve(Number(line[1]));
	};
	readAll(stream, keep).then(() => reject(new Error(`The program ended without a port:\n${text}`)), reject);
	return promise;
}
