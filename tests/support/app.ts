import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from './eventually';
import { ROOT, temporaryFolder } from './folders';
import { freePort } from './ports';
import { startProgram, type Program } from './program';

export interface App extends Program {
	/** Without a slash at its end. */
	readonly url: string;
	readonly dataDir: string;
	/** The environment that it was started with: what a restart of the same needs. */
	readonly env: Record<string, string>;
	/** Stops it as an operator would, and removes its data. Safe where it has ended already. */
	dispose(): Promise<void>;
}

export interface AppOptions {
	/** Set over the defaults: loopback, a free port, a data folder of its own, JSON logs. */
	env?: Record<string, string>;
	command?: string[];
	cwd?: string;
	/** Waits for /readyz unless false. */
	ready?: boolean;
}

export const ENTRYPOINT = ['sh', './entrypoint.sh'];
const READY_MS = 60_000;

/** Starts the built app as its entrypoint does and waits until /readyz says that it is ready. */
export async function startApp(options: AppOptions = {}): Promise<App> {
	const data = temporaryFolder();
	const port = options.env?.PORT ?? String(await freePort());
	const env = {
		HOST: '127.0.0.1',
		PORT: port,
		GLASSHOUSE_DATA_DIR: data.path,
		GLASSHOUSE_INSTANCE_ID: `test-${port}`,
		GLASSHOUSE_LOG_FORMAT: 'json',
		...options.env,
	};
	const program = startProgram(options.command ?? ENTRYPOINT, { cwd: options.cwd ?? ROOT, env });
	const url = `http://127.0.0.1:${port}`;
	const dispose = async () => {
		await endProgram(program);
		await untilDatabaseStopped(data.path);
		data.remove();
	};
	if (options.ready ?? true)
		await untilReady(program, url).catch((error: unknown) => failStart(error, dispose));
	return { ...program, url, dataDir: env.GLASSHOUSE_DATA_DIR, env, dispose };
}

/** Starts the same app again, on the same port and data, after it has ended. */
export async function restartApp(app: App, options: AppOptions = {}): Promise<App> {
	const again = await startApp({ ...options, env: { ...app.env, ...options.env } });
	return {
		...again,
		dispose: async () => {
			await again.dispose();
			await app.dispose();
		},
	};
}

async function untilReady(program: Program, url: string): Promise<void> {
	const ended = program.exited.then((code) => `ended with ${code}`);
	const ready = eventually('/readyz to answer 200', () => isReady(url), READY_MS).then(() => 'ready');
	const outcome = await Promise.race([ready, ended]).catch((error: unknown) => String(error));
	if (outcome !== 'ready') throw new Error(`The app did not start, it ${outcome}:\n${program.output()}`);
}

async function isReady(url: string): Promise<boolean> {
	const response = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(5000) });
	await response.arrayBuffer();
	return response.status === 200;
}

async function failStart(error: unknown, dispose: () => Promise<void>): Promise<never> {
	await dispose();
	throw error;
}

/** The embedded server outlives a process that was killed, or that `vite dev` ends, by a moment. */
async function untilDatabaseStopped(dataDir: string): Promise<void> {
	const lock = join(dataDir, 'postgres/data/postmaster.pid');
	await eventually('the embedded database to stop', () => !existsSync(lock));
}

/** Stops what still runs; frozen programs are thawed first, or they would never hear of it. */
async function endProgram(program: Program): Promise<void> {
	program.signal('SIGCONT');
	await program.stop().catch(() => program.kill());
}
