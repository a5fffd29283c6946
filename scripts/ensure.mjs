import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { INSTALLED_BUN, installer } from './bun.mjs';
import { ROOT, step } from './run.mjs';

/** Each stamp holds the hash of what the folder beside it was made from. */
const INSTALL_STAMP = 'node_modules/.glasshouse';
const BUILD_STAMP = 'build/.glasshouse';
const INSTALL_INPUTS = ['package.json', 'bun.lock'];
const BUILD_INPUTS = [
	...INSTALL_INPUTS,
	'src',
	'telemetry.ts',
	'static',
	'svelte.config.js',
	'vite.config.ts',
	'tsconfig.json',
];

/** Installs and builds, each only when its inputs have changed since the last time. */
export async function ensure() {
	await ensureInstalled();
	await ensureBuilt();
}

async function ensureInstalled() {
	const wanted = hash(INSTALL_INPUTS, `${process.platform}-${process.arch}`);
	if (stampOf(INSTALL_STAMP) === wanted && existsSync(INSTALLED_BUN) && packagesAreThere()) return;
	const command = [...(await installer()), 'install', '--frozen-lockfile'];
	await stamped(INSTALL_STAMP, wanted, () => step(`Installing ${packageCount()} packages`, command));
}

/**
 * Builds where something has changed since the last time.
 * @param {(line: string) => void} [say] takes what is told of it, where stdout is for something else
 */
export async function ensureBuilt(say) {
	const wanted = hash(BUILD_INPUTS, 'build');
	const hasTypes = existsSync(join(ROOT, '.svelte-kit/tsconfig.json'));
	if (stampOf(BUILD_STAMP) === wanted && hasTypes) return;
	await stamped(BUILD_STAMP, wanted, () => step('Building', [INSTALLED_BUN, '--bun', 'vite', 'build'], say));
}

/** Whether every package that package.json names is there; somebody may have tidied up by hand. */
function packagesAreThere() {
	const { dependencies, devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
	const names = Object.keys({ ...dependencies, ...devDependencies });
	return names.every((name) => existsSync(join(ROOT, 'node_modules', name, 'package.json')));
}

/** How many packages the lock file names. */
function packageCount() {
	const lock = readFileSync(join(ROOT, 'bun.lock'), 'utf8');
	return lock.slice(lock.indexOf('"packages": {')).match(/^ {4}"/gm)?.length ?? 0;
}

/** @param {string} path */
function stampOf(path) {
	const file = join(ROOT, path);
	return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

/**
 * Does what a stamp stands for. The old stamp goes first: what is cut short in the middle is neither the old nor
 * the new, even where somebody takes the change back.
 * @param {string} path
 * @param {string} content
 * @param {() => Promise<void>} work
 */
async function stamped(path, content, work) {
	rmSync(join(ROOT, path), { force: true });
	await work();
	mkdirSync(dirname(join(ROOT, path)), { recursive: true });
	writeFileSync(join(ROOT, path), content);
}

/**
 * @param {string[]} inputs files and folders under the root; one that is not there counts as empty
 * @param {string} salt
 */
function hash(inputs, salt) {
	const sum = createHash('sha256').update(salt);
	for (const file of inputs.flatMap(filesUnder)) {
		sum.update(`\0${file}\0`).update(readFileSync(join(ROOT, file)));
	}
	return sum.digest('hex');
}

/**
 * Every file of a folder in a fixed order, tests left out: they are not built.
 * @param {string} path
 * @returns {string[]}
 */
function filesUnder(path) {
	const full = join(ROOT, path);
	if (!existsSync(full)) return [];
	if (!statSync(full).isDirectory()) return /\.test\.[jt]s$/.test(path) ? [] : [path];
	return readdirSync(full)
		.sort()
		.flatMap((name) => filesUnder(`${path}/${name}`));
}
