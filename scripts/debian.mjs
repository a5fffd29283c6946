import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { step } from './run.mjs';

/** Whether packages of Debian can be installed here, without asking anybody. */
export function isDebianRoot() {
	return existsSync('/etc/debian_version') && process.getuid?.() === 0;
}

/**
 * @param {string} title what is installed, in the words of the progress
 * @param {string[]} packages
 */
export async function installPackages(title, packages) {
	await step('Updating the package lists', ['apt-get', 'update', '-q']);
	await step(`Installing ${title}`, ['apt-get', 'install', '-yq', '--no-install-recommends', ...packages]);
}

/**
 * The first program of one of these names on the PATH.
 * @param {string[]} names
 * @returns {string | undefined}
 */
export function onPath(names) {
	const folders = (process.env.PATH ?? '').split(delimiter);
	return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
}

/** @param {string} path */
export function isExecutable(path) {
	try {
		accessSync(path, constants.X_OK);
		return true;
	} catch {
		return false;
	}
}
