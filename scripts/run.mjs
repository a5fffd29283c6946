import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

/** The repository's root, without a slash at its end. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');

const STILL_AT_IT_MS = 15_000;
const SIGNALS = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/** A failure that is told in one sentence, without a stack. */
export class StepError extends Error {}

/**
 * Does one step of the preparation: one line before it, one with its duration after it. What the program prints
 * is shown only when it fails.
 * @param {string} title such as `Building`
 * @param {string[]} command
 * @param {(line: string) => void} say
 */
export async function step(title, command, say = console.log) {
	const startMs = Date.now();
	const elapsed = () => `${((Date.now() - startMs) / 1000).toFixed(1)} s`;
	say(`${title}…`);
	const reminder = setInterval(() => say(`${title}: still at it after ${elapsed()}`), STILL_AT_IT_MS);
	const { code, output } = await capture(command).finally(() => clearInterval(reminder));
	if (code !== 0) {
		process.stderr.write(output);
		throw new StepError(
			`${title} failed: \`${command.join(' ')}\` ended with ${code}. Its output stands above.`,
		);
	}
	say(`${title}: done in ${elapsed()}`);
}

/**
 * Runs a program in the root folder and keeps what it prints, both streams in their order. A signal ends it, with
 * all that it has started, and then this process: half an installation must not go on behind somebody's back.
 * @param {string[]} command
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<{ code: number; output: string }>}
 */
export function capture([program = '', ...args], env = process.env) {
	return new Promise((resolve) => {
		const child = spawn(program, args, {
			cwd: ROOT,
			stdio: ['ignore', 'pipe', 'pipe'],
			detached: true,
			env,
		});
		const release = onSignals((signal) => {
			child.on('close', () => process.exit(exitCode(null, signal)));
			if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, signal);
		});
		let output = '';
		for (const stream of [child.stdout, child.stderr]) {
			stream.setEncoding('utf8').on('data', (text) => (output += text));
		}
		child.on('error', (error) => resolve({ code: 127, output: `${output}${error.message}\n` }));
		child.on('close', (code, signal) => {
			release();
			resolve({ code: exitCode(code, signal), output });
		});
	});
}

/**
 * Runs a program on this terminal until it ends, and hands every signal on to it.
 * @param {string[]} command
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<number>} its exit code
 */
export function attach([program = '', ...args], env = process.env) {
	return new Promise((resolve, reject) => {
		const child = spawn(program, args, { cwd: ROOT, stdio: 'inherit', env });
		const release = onSignals((signal) => child.kill(signal));
		child.on('error', reject);
		child.on('close', (code, signal) => {
			release();
			resolve(exitCode(code, signal));
		});
	});
}

/**
 * @param {(signal: NodeJS.Signals) => void} listener instead of ending this process
 * @returns the way out
 */
function onSignals(listener) {
	for (const signal of SIGNALS) process.on(signal, listener);
	return () => SIGNALS.forEach((signal) => process.off(signal, listener));
}

/**
 * What a shell would make of it: 128 + n for a program that a signal ended.
 * @param {number | null} code
 * @param {NodeJS.Signals | null} signal
 */
function exitCode(code, signal) {
	return code ?? 128 + (signal === null ? 0 : constants.signals[signal]);
}

/**
 * Runs a script's main function: its number becomes the exit code, a StepError one line on stderr.
 * @param {() => Promise<number>} main
 */
export async function runMain(main) {
	try {
		process.exitCode = await main();
	} catch (error) {
		if (!(error instanceof StepError)) throw error;
		console.error(`glasshouse: ${error.message}`);
		process.exitCode = 1;
	}
}
