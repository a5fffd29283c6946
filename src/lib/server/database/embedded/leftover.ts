import { readFileSync, writeFileSync } from 'node:fs';
import { processInfo, waitForEnd } from './processes';

/** A PostgreSQL that runs on a data folder already. */
export interface RunningServer {
	pid: number;
	/** Whether the supervisor that started it is there still: another Glasshouse, or one that is just stopping. */
	supervised: boolean;
}

const STOPPING_MS = 6000;
const FAST_SHUTDOWN_MS = 12_000;
const IMMEDIATE_SHUTDOWN_MS = 5000;

/** The server that holds `dataDir`, or `undefined`. */
export function runningServer(dataDir: string): RunningServer | undefined {
	const pid = lockedBy(dataDir);
	const server = pid === undefined ? undefined : processInfo(pid);
	if (pid === undefined || server === undefined || !isPostgres(server.command, dataDir)) return undefined;
	if (server.zombie) return undefined;
	const parent = processInfo(server.parentPid);
	return { pid, supervised: parent?.command.includes('supervisor.ts') ?? false };
}

function isPostgres(command: string, dataDir: string): boolean {
	return command.includes('postgres') && command.includes(`-D ${dataDir} `);
}

function lockedBy(dataDir: string): number | undefined {
	const pid = Number.parseInt(readLock(dataDir), 10);
	return pid > 0 ? pid : undefined;
}

function readLock(dataDir: string): string {
	try {
		return readFileSync(lockFile(dataDir), 'utf8');
	} catch (error) {
		if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
		throw error;
	}
}

function lockFile(dataDir: string): string {
	return `${dataDir}/postmaster.pid`;
}

/**
 * Makes `dataDir` free for a new server: stops one whose supervisor was killed, waits a moment for one that is
 * being stopped.
 * @throws when another Glasshouse uses the folder
 */
export async function clearLeftover(dataDir: string, onLog: (message: string) => void): Promise<void> {
	const server = runningServer(dataDir);
	if (server === undefined) return disownLock(dataDir);
	if (server.supervised) {
		onLog('waiting for another Glasshouse that uses this data folder');
		if (!(await waitForEnd(server.pid, STOPPING_MS))) throw new Error(inUse(dataDir));
		return;
	}
	onLog(`stopping the server that an earlier Glasshouse left behind (process ${server.pid})`);
	await stopServer(server.pid);
}

function inUse(dataDir: string): string {
	return (
		`another Glasshouse uses the database in ${dataDir}. Expected a GLASSHOUSE_DATA_DIR of its own for each, ` +
		`or, to share one database, DATABASE_URL set for all of them`
	);
}

/** Fast shutdown; where that takes too long the immediate one, after which the next start recovers. */
export async function stopServer(pid: number): Promise<void> {
	process.kill(pid, 'SIGINT');
	if (await waitForEnd(pid, FAST_SHUTDOWN_MS)) return;
	process.kill(pid, 'SIGQUIT');
	if (!(await waitForEnd(pid, IMMEDIATE_SHUTDOWN_MS)))
		throw new Error(`process ${pid} (postgres) does not end`);
}

/**
 * After a crash of the whole machine or container, the id in the lock may belong to some other program now, and
 * PostgreSQL would refuse to start. It trusts a lock of its parent, though, and still checks the shared memory:
 * so the lock gets our id rather than being deleted.
 */
function disownLock(dataDir: string): void {
	const pid = lockedBy(dataDir);
	if (pid === undefined) return;
	const [, ...rest] = readLock(dataDir).split('\n');
	writeFileSync(lockFile(dataDir), [process.pid, ...rest].join('\n'));
}
