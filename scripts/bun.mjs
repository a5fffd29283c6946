import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { capture, ROOT } from './run.mjs';

/** The one version that everything here was tested with. */
export const BUN_VERSION = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).engines.bun;

/** Bun as the npm package `bun` brings it. */
export const INSTALLED_BUN = join(ROOT, 'node_modules/.bin/bun');

/**
 * The command that installs packages: a Bun at hand in the pinned version, else one that npm fetches.
 * @returns {Promise<string[]>}
 */
export async function installer() {
	if (process.versions.bun) return [process.execPath];
	for (const candidate of ['bun', INSTALLED_BUN]) {
		if (await isPinned(candidate)) return [candidate];
	}
	return ['npm', 'exec', '--yes', `--package=bun@${BUN_VERSION}`, '--', 'bun'];
}

/** @param {string} program */
async function isPinned(program) {
	if (program.includes('/') && !existsSync(program)) return false;
	const { code, output } = await capture([program, '--version']);
	return code === 0 && output.trim() === BUN_VERSION;
}
