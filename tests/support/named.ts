import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './folders';
import { programPath, startProgram } from './program';

const FOLDER = join(ROOT, 'tests/support/named');

/** Installs the libraries that are instrumented by name, once for each state of their lock file. */
export async function installNamed(): Promise<void> {
	const lock = createHash('sha256')
		.update(readFileSync(join(FOLDER, 'bun.lock')))
		.digest('hex');
	const marker = join(FOLDER, 'node_modules/.installed');
	if (existsSync(marker) && readFileSync(marker, 'utf8') === lock) return;
	const install = Bun.spawn(['bun', 'install', '--frozen-lockfile'], {
		cwd: FOLDER,
		env: { ...process.env, PATH: programPath() },
		stdout: 'ignore',
		stderr: 'pipe',
	});
	const errors = await new Response(install.stderr).text();
	if ((await install.exited) !== 0) throw new Error(`Installing ${FOLDER} failed: ${errors}`);
	writeFileSync(marker, lock);
}

export interface Used {
	told: unknown;
	traceId: string;
}

/** Runs one case of tests/support/named in a process of its own, its instrumentation named in the environment. */
export async function useNamed(
	name: string,
	way: 'import' | 'require',
	env: Record<string, string>,
): Promise<Used> {
	const command = ['bun', '--preload', './telemetry.ts', 'tests/support/named/run.mjs', name, way];
	const program = startProgram(command, { env: { OTEL_NODE_ENABLED_INSTRUMENTATIONS: name, ...env } });
	const code = await program.exited;
	const line = program
		.output()
		.split('\n')
		.findLast((one) => one.startsWith('{'));
	if (code !== 0 || line === undefined) throw new Error(`${name} ended with ${code}:\n${program.output()}`);
	return JSON.parse(line) as Used;
}
