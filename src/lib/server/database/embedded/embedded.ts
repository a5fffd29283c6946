import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { ConfigError } from '../../config';
import { serverAccount, type Account } from './account';
import { launch, type Supervisor } from './launch';
import { runningServer, stopServer } from './leftover';
import { connectionUrl, dataFolder, passwordFile, type OnLog, type SupervisorMessage } from './protocol';

export interface EmbeddedServer {
	/** With the password: for connections, never for a log. */
	url: string;
	/** Waits until PostgreSQL has ended, at most 20 s. Safe to call twice. */
	stop(): Promise<void>;
}

export interface EmbeddedOptions {
	/** The server's files stand in its subfolder `postgres`. */
	dataDir: string;
	onLog: OnLog;
	/** `dataDir` goes when the server stops, with all that is in it, and nothing waits for the disk. */
	temporary?: boolean;
}

const START_MS = 120_000;
const STOP_MS = 20_000;
const STDERR_CHARACTERS = 2000;

/**
 * Starts a PostgreSQL of our own on 127.0.0.1 and a free port; its data outlive it. It ends with this process,
 * SIGKILL included.
 * @throws ConfigError when the folder cannot be used, or another Glasshouse uses it
 */
export async function startEmbedded({
	dataDir,
	onLog,
	temporary = false,
}: EmbeddedOptions): Promise<EmbeddedServer> {
	const folder = resolve(dataDir, 'postgres');
	const account = usable(dataDir, () => serverAccount(dataFolder(folder)));
	const password = usable(dataDir, () => prepareFolder(folder, account));
	if (temporary && account !== undefined) chownSync(dataDir, account.uid, account.gid);
	const supervisor = launch(folder, temporary, account, onLog);
	const state = { stopping: false };
	supervisor.once('exit', (code, signal) => {
		if (!state.stopping)
			onLog('error', `the supervisor ended unexpectedly (${signal ?? `code ${code ?? '?'}`})`);
	});
	const port = await ready(supervisor, onLog, state);
	let stopped: Promise<void> | undefined;
	const stop = (): Promise<void> => {
		state.stopping = true;
		return (stopped ??= stopAll(supervisor, folder, onLog));
	};
	return { url: connectionUrl(port, password), stop };
}

function usable<T>(dataDir: string, prepare: () => T): T {
	try {
		return prepare();
	} catch (error) {
		if (error instanceof ConfigError || !(error instanceof Error) || !('code' in error)) throw error;
		throw new ConfigError(
			`GLASSHOUSE_DATA_DIR=${JSON.stringify(dataDir)} is not usable: ${error.message}. ` +
				'Expected a folder that this user may write to',
		);
	}
}

function prepareFolder(folder: string, account: Account | undefined): string {
	mkdirSync(dirname(folder), { recursive: true });
	if (!existsSync(folder)) mkdirSync(folder, { mode: 0o700 });
	const password = knownPassword(folder) ?? newPassword(folder);
	if (account !== undefined) {
		for (const path of [folder, passwordFile(folder)]) chownSync(path, account.uid, account.gid);
	}
	return password;
}

function knownPassword(folder: string): string | undefined {
	const file = passwordFile(folder);
	const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
	if (/^[0-9a-f]{64}$/.test(text)) return text;
	if (!existsSync(dataFolder(folder))) return undefined;
	throw new ConfigError(
		`The password of the embedded database is lost: expected it in ${file}. Put it back, or remove ${folder} ` +
			`to begin with an empty database`,
	);
}

function newPassword(folder: string): string {
	const password = randomBytes(32).toString('hex');
	writeFileSync(passwordFile(folder), password, { mode: 0o600 });
	return password;
}

/** @returns the port, once PostgreSQL takes connections */
async function ready(supervisor: Supervisor, onLog: OnLog, state: { stopping: boolean }): Promise<number> {
	let complaint = '';
	supervisor.stderr.on(
		'data',
		(chunk) => (complaint = `${complaint}${String(chunk)}`.slice(-STDERR_CHARACTERS)),
	);
	const { promise, resolve: resolvePort, reject } = Promise.withResolvers<number>();
	const fail = (message: string): void => {
		state.stopping = true;
		supervisor.stdin.end();
		reject(new ConfigError(`The embedded database is not usable: ${message}`));
	};
	const timer = setTimeout(() => fail(`PostgreSQL is not up after ${START_MS / 1000} s`), START_MS);
	supervisor.once('error', (error) => fail(error.message));
	supervisor.once('close', (code) =>
		fail(`its supervisor ended with code ${code ?? '?'}: ${complaint.trim()}`),
	);
	supervisor.stdin.on('error', (error) => onLog('debug', `the supervisor is gone: ${error.message}`));
	createInterface({ input: supervisor.stdout }).on('line', (line) => {
		const message = parseMessage(line);
		if (message.type === 'ready') resolvePort(message.port);
		else if (message.type === 'failed') fail(message.message);
		else onLog(message.level, message.message);
	});
	return promise.finally(() => clearTimeout(timer));
}

function parseMessage(line: string): SupervisorMessage {
	try {
		return JSON.parse(line) as SupervisorMessage;
	} catch {
		// Something that the runtime printed by itself.
		return { type: 'log', level: 'warn', message: line };
	}
}

async function stopAll(supervisor: Supervisor, folder: string, onLog: OnLog): Promise<void> {
	supervisor.stdin.end();
	if (!(await exited(supervisor, STOP_MS)))
		onLog('warn', `the supervisor has not ended after ${STOP_MS / 1000} s`);
	// Where the supervisor was killed, its server lives on without it.
	const left = runningServer(dataFolder(folder));
	if (left !== undefined && !left.supervised) await stopServer(left.pid);
}

function exited(supervisor: Supervisor, patienceMs: number): Promise<boolean> {
	if (supervisor.exitCode !== null || supervisor.signalCode !== null) return Promise.resolve(true);
	return new Promise((resolve) => {
		const timer = setTimeout(() => resolve(false), patienceMs);
		supervisor.once('exit', () => {
			clearTimeout(timer);
			resolve(true);
		});
	});
}
