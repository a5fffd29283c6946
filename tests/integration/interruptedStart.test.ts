import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { chmodSync, cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '../support/eventually';
import { ROOT, temporaryFolder } from '../support/folders';
import { startProgram } from '../support/program';

/** Stands in for Bun: installs one package and builds nothing, or never gets done where a file says so. */
const BUN = `#!/bin/sh
case "$1" in
--version) echo 1.4.5 ;;
install)
	if [ -e hang ]; then sleep 1000 & echo $! > installing; wait; fi
	mkdir -p node_modules/.bin node_modules/one && cp "$0" node_modules/.bin/bun && echo {} > node_modules/one/package.json ;;
--bun) mkdir -p build .svelte-kit && echo {} > .svelte-kit/tsconfig.json ;;
esac
`;

describe('npm start', () => {
	let clone: ReturnType<typeof temporaryFolder>;
	const at = (path: string) => join(clone.path, path);

	beforeEach(() => {
		clone = temporaryFolder();
		cpSync(join(ROOT, 'scripts'), at('scripts'), { recursive: true });
		writeFileSync(at('package.json'), '{ "engines": { "bun": "1.4.5" }, "dependencies": { "one": "1" } }');
		writeFileSync(at('bun.lock'), 'before');
		writeFileSync(at('entrypoint.sh'), 'echo started');
		writeFileSync(at('bun'), BUN);
		chmodSync(at('bun'), 0o755);
	});

	afterEach(() => clone.remove());

	function launch() {
		const env = { PATH: `${clone.path}:${process.env.PATH ?? ''}`, PORT: '0' };
		return startProgram(['node', 'scripts/start.mjs'], { cwd: clone.path, env });
	}

	/** Lets a start run to its end. @returns which steps it took */
	async function steps(): Promise<string[]> {
		const program = launch();
		expect(await program.exited).toBe(0);
		return [...program.output().matchAll(/^(Installing|Building|started)(?=.*…|$)/gm)].map(([word]) => word);
	}

	test('does again what was cut short, also where its inputs are as they were before', async () => {
		expect(await steps()).toEqual(['Installing', 'Building', 'started']);
		expect(await steps()).toEqual(['started']);
		writeFileSync(at('bun.lock'), 'changed');
		writeFileSync(at('hang'), '');
		const program = launch();
		const pid = await eventually('the installation to be under way', () => {
			return existsSync(at('installing')) && (readFileSync(at('installing'), 'utf8').trim() || false);
		});
		program.signal('SIGTERM');
		expect(await program.exited).toBe(143);
		await eventually('the installation to be ended, too', () => !isRunning(pid));
		rmSync(at('hang'));
		writeFileSync(at('bun.lock'), 'before');
		expect(await steps()).toEqual(['Installing', 'started']);
	});

	test('installs again where a package has gone', async () => {
		await steps();
		rmSync(at('node_modules/one'), { recursive: true });
		expect(await steps()).toEqual(['Installing', 'started']);
	});
});

/** A program that has ended may still stand in the table of processes, where nobody has asked for its exit code. */
function isRunning(pid: string): boolean {
	const { stdout } = Bun.spawnSync(['ps', '-o', 'stat=', '-p', pid]);
	return /^[^Z]/.test(stdout.toString().trim());
}
