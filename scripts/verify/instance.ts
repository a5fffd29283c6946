import type { Subprocess } from 'bun';
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../run.mjs';
import { instanceEnv, type InstanceSettings } from './instanceEnv';
import { lookUntil } from './patience';
import type { Undo } from './undo';

const START_MS = 60_000;
const STOP_MS = 20_000;
const LOOK_MS = 50;
const LAST_CHARACTERS = 2000;

/** Something that cannot be done, told in a sentence; no error of this command. */
export class VerifyError extends Error {}

export interface Instance {
	/** Without a slash at its end. */
	readonly url: string;
	/** With which it was started. */
	readonly env: Record<string, string>;
}

/**
 * Starts the built app as it is deployed, by its entrypoint, with a database and a folder of its own, and waits until
 * it is ready.
 * @param undo takes how it is stopped, and its folder removed
 * @throws VerifyError where it is not built, or does not start: with the last that it said
 */
export async function startInstance(
	shell: Record<string, string | undefined>,
	settings: Pick<InstanceSettings, 'otlpEndpoint' | 'servesMetrics'>,
	undo: Undo,
	signal: AbortSignal,
): Promise<Instance> {
	if (!existsSync(join(ROOT, 'build/index.js'))) {
		throw new VerifyError('There is no build yet: `bun run build` makes it');
	}
	const dataDir = temporaryFolder(undo);
	const port = await freePort();
	const env = instanceEnv(shell, { ...settings, port, dataDir });
	const child = Bun.spawn(['sh', './entrypoint.sh'], {
		cwd: ROOT,
		env,
		stdin: 'ignore',
		stdout: 'pipe',
		stderr: 'pipe',
	});
	undo.later(() => stopped(child, dataDir));
	const said = lastWords(child);
	const url = `http://127.0.0.1:${port}`;
	const isReady = await lookUntil(
		async () => child.exitCode === null && (await answers(`${url}/readyz`)),
		(ready) => ready || child.exitCode !== null,
		{ timeoutMs: START_MS, everyMs: LOOK_MS, signal },
	);
	if (!isReady) throw new VerifyError(`Glasshouse did not start. The last that it said:\n${said()}`);
	return { url, env };
}

/** Others may enter, for PostgreSQL never runs as root. */
function temporaryFolder(undo: Undo): string {
	const path = mkdtempSync(join(tmpdir(), 'glasshouse-verify-'));
	chmodSync(path, 0o755);
	undo.later(() => Promise.resolve(rmSync(path, { recursive: true, force: true, maxRetries: 3 })));
	return path;
}

/** The embedded database outlives its process by a moment, and must be gone before its folder is. */
async function stopped(child: Subprocess, dataDir: string): Promise<void> {
	child.kill('SIGTERM');
	const impatience = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
	await child.exited;
	clearTimeout(impatience);
	const lock = join(dataDir, 'postgres/data/postmaster.pid');
	await lookUntil(
		() => Promise.resolve(!existsSync(lock)),
		(gone) => gone,
		{ timeoutMs: STOP_MS, everyMs: LOOK_MS, signal: new AbortController().signal },
	);
}

/** @returns what gives the last that it said, on both its streams */
function lastWords({ stdout, stderr }: Subprocess<'ignore', 'pipe', 'pipe'>): () => string {
	let said = '';
	for (const stream of [stdout, stderr]) {
		const decoder = new TextDecoder();
		const write = (bytes: Uint8Array) => {
			said = (said + decoder.decode(bytes, { stream: true })).slice(-LAST_CHARACTERS);
		};
		// Its end is no news: whether the app runs is asked elsewhere.
		void stream.pipeTo(new WritableStream({ write })).catch(() => undefined);
	}
	return () => said.trim();
}

async function answers(url: string): Promise<boolean> {
	const response = await fetch(url, { signal: AbortSignal.timeout(5000) }).catch(() => undefined);
	await response?.arrayBuffer();
	return response?.status === 200;
}

function freePort(): Promise<number> {
	return new Promise((resolve, reject) => {
		const server = createServer();
		server.on('error', reject);
		server.listen(0, '127.0.0.1', () => {
			const address = server.address();
			const port = typeof address === 'object' && address !== null ? address.port : 0;
			server.close(() => resolve(port));
		});
	});
}
