// `bun supervisor.ts <folder> [temporary]`: runs one PostgreSQL and stops it when standard input closes, so that
// the database ends with the app however the app ends. It stands in a process group of its own: a Ctrl-C in the
// terminal reaches the app only, which needs its database until it has drained.
import { readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { Cluster } from './cluster';
import { passwordFile, type SupervisorMessage } from './protocol';

const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;
const SHORT_LIFE_MS = 10_000;
const SHORT_LIVES = 3;

const [folder = '', mode] = process.argv.slice(2);
const temporary = mode === 'temporary';
const stopping = new AbortController();
takeOverSignals();
await run();
process.exit();

/** The library stops PostgreSQL and ends the process at a signal; here the order is ours. */
function takeOverSignals(): void {
	for (const name of [...SIGNALS, 'exit', 'beforeExit', 'message']) process.removeAllListeners(name);
	const stop = (): void => stopping.abort();
	for (const signal of SIGNALS) process.on(signal, stop);
	process.stdin.on('end', stop).on('error', stop).resume();
	// Nobody reads what we say once the app is gone; its end is told by standard input.
	process.stdout.on('error', stop);
}

async function run(): Promise<void> {
	const password = readFileSync(passwordFile(folder), 'utf8');
	const cluster = new Cluster({ folder, password, temporary, onLog });
	try {
		const port = await cluster.start();
		send({ type: 'ready', port });
		await keepRunning(cluster, port);
	} catch (error) {
		send({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
		process.exitCode = 1;
	} finally {
		await cluster.stop();
		if (temporary) rmSync(dirname(folder), { recursive: true, force: true });
	}
}

/** A server that dies is started again, unless it keeps dying young. */
async function keepRunning(cluster: Cluster, port: number): Promise<void> {
	let startedAt = Date.now();
	for (let shortLives = 0; shortLives < SHORT_LIVES;) {
		await cluster.ended(stopping.signal);
		if (stopping.signal.aborted) return;
		shortLives = Date.now() - startedAt < SHORT_LIFE_MS ? shortLives + 1 : 0;
		onLog('warn', 'the server ended unexpectedly and is started again');
		await cluster.restart(port);
		startedAt = Date.now();
	}
	throw new Error('PostgreSQL ends again and again');
}

function onLog(level: 'debug' | 'info' | 'warn' | 'error', message: string): void {
	send({ type: 'log', level, message });
}

function send(message: SupervisorMessage): void {
	process.stdout.write(`${JSON.stringify(message)}\n`);
}
