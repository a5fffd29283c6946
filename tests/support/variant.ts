import { cpSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, temporaryFolder } from './folders';
import { startProgram } from './program';

const TAKEN = [
	'package.json',
	'svelte.config.js',
	'telemetry.ts',
	'tsconfig.json',
	'vite.config.ts',
	'static',
	'src',
];

/**
 * Builds the app with other routes and hooks in a folder of its own: telemetry, hooks and adapter are ours, what they
 * are put around is the test's.
 * @param name of a folder beside this file, with `routes` and `hooks.server.ts`
 */
export async function buildVariant(name: string): Promise<{ path: string; remove: () => void }> {
	const folder = temporaryFolder();
	const at = (path: string) => join(folder.path, path);
	for (const path of TAKEN) cpSync(join(ROOT, path), at(path), { recursive: true });
	rmSync(at('src/routes'), { recursive: true });
	cpSync(join(import.meta.dir, name, 'routes'), at('src/routes'), { recursive: true });
	cpSync(join(import.meta.dir, name, 'hooks.server.ts'), at('src/hooks.server.ts'));
	symlinkSync(join(ROOT, 'node_modules'), at('node_modules'));
	const vite = startProgram(['bun', '--bun', 'node_modules/vite/bin/vite.js', 'build'], { cwd: folder.path });
	if ((await vite.exited) === 0) return folder;
	folder.remove();
	throw new Error(`The variant ${name} could not be built:\n${vite.output()}`);
}
