import type { Subprocess } from 'bun';
import { eventually } from './eventually';
import { ROOT } from './folders';

export interface Program {
	readonly pid: number;
	/** Everything printed so far, both streams. */
	output(): string;
	/** Waits for a line that matches and returns the match. Fails at once when the program has ended without one. */
	line(pattern: RegExp, timeoutMs?: number): Promise<RegExpExecArray>;
	signal(signal: NodeJS.Signals): void;
	/** The exit code; 128 + n where a signal ended it. */
	readonly exited: Promise<number>;
	/** Sends SIGTERM and waits; SIGKILL after 30 s. */
	stop(): Promise<number>;
	/** Sends SIGKILL and waits. */
	kill(): Promise<void>;
}

const PATIENCE_MS = 30_000;
const running = new Set<Subprocess>();
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));

export interface ProgramOptions {
	/** The whole environment besides PATH and HOME: nothing of the tests' own leaks in. */
	env?: Record<string, string>;
	cwd?: string;
}

/** Starts a program with nothing in its environment but PATH, HOME and what is given. */
export function startProgram(command: string[], options: ProgramOptions = {}): Program {
	const child = Bun.spawn(command, {
		cwd: options.cwd ?? ROOT,
		env: { PATH: programPath(), HOME: process.env.HOME ?? '/', ...options.env },
		stdin: 'ignore',
		stdout: 'pipe',
		stderr: 'pipe',
	});
	running.add(child);
	let output = '';
	const keep = (text: string) => (output += text);
	const read = Promise.all([readAll(child.stdout, keep), readAll(child.stderr, keep)]);
	const exited = child.exited.then(async (code) => {
		running.delete(child);
		await read;
		return code;
	});
	return {
		pid: child.pid,
		output: () => output,
		line: (pattern, timeoutMs = PATIENCE_MS) => awaitLine(child, () => output, pattern, timeoutMs),
		signal: (signal) => child.kill(signal),
		exited,
		stop: () => stop(child, exited, () => output),
		kill: async () => {
			child.kill('SIGKILL');
			await child.exited;
		},
	};
}

/** The tests' own PATH with the pinned Bun in front. */
export function programPath(): string {
	return `${ROOT}/node_modules/.bin:${process.env.PATH ?? ''}`;
}

async function readAll(stream: ReadableStream<Uint8Array>, keep: (text: string) => void): Promise<void> {
	const decoder = new TextDecoder();
	await stream.pipeTo(
		new WritableStream({
			write: (bytes) => {
				keep(decoder.decode(bytes, { stream: true }));
			},
		}),
	);
}

async function awaitLine(child: Subprocess, output: () => string, pattern: RegExp, timeoutMs: number) {
	const found = await eventually(
		`${String(pattern)} in:\n${output()}`,
		() =>
			pattern.exec(output()) ?? (child.exitCode === null && child.signalCode === null ? undefined : 'ended'),
		timeoutMs,
	);
	if (found === 'ended')
		throw new Error(`The program ended without printing ${String(pattern)}:\n${output()}`);
	return found;
}

async function stop(child: Subprocess, exited: Promise<number>, output: () => string): Promise<number> {
	child.kill('SIGTERM');
	const late = Bun.sleep(PATIENCE_MS).then(() => 'late' as const);
	const code = await Promise.race([exited, late]);
	if (code !== 'late') return code;
	child.kill('SIGKILL');
	throw new Error(`The program did not end within ${PATIENCE_MS} ms of SIGTERM:\n${output()}`);
}
