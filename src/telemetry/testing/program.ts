import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const PRELOAD = fileURLToPath(new URL('../../../telemetry.ts', import.meta.url));

export interface Ran {
	stdout: string;
	stderr: string;
	exitCode: number;
	milliseconds: number;
}

/**
 * Runs TypeScript as a program of its own, with telemetry preloaded and nothing in its environment but `env`.
 * Its imports are resolved from the root of the repository.
 */
export async function runProgram(
	code: string,
	env: Record<string, string> = {},
	preload = true,
): Promise<Ran> {
	const began = performance.now();
	const command = [process.execPath, ...(preload ? ['--preload', PRELOAD] : []), '-e', code];
	const child = Bun.spawn(command, { cwd: ROOT, env, stdout: 'pipe', stderr: 'pipe', timeout: 30_000 });
	const [stdout, stderr, exitCode] = await Promise.all([
		new Response(child.stdout).text(),
		new Response(child.stderr).text(),
		child.exited,
	]);
	return { stdout, stderr, exitCode, milliseconds: performance.now() - began };
}
