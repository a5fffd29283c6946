import type { Subprocess } from 'bun';
import { programPath } from '../../tests/support/program';

const STOP_MS = 30_000;
const ANSWER_MS = 30_000;
/** Of what a program says on stderr, the end is kept. */
const MOST_WORDS = 8_000;

const running = new Set<Subprocess>();
process.on('exit', killChildren);

/** The way out at a signal: whoever waits for a child is told that it has ended. */
export function killChildren(): void {
	running.forEach((child) => child.kill('SIGKILL'));
}

/** A program of the benchmark in a process of its own. Those that answer do so over the channel to their parent. */
export class Child {
	readonly pid: number;
	/** The exit code; 128 + n where a signal ended it. */
	readonly exited: Promise<number>;
	private readonly process: Subprocess<'ignore', 'pipe', 'pipe'>;
	private readonly answers: unknown[] = [];
	private readonly waiting: ((answer: unknown) => void)[] = [];
	private words = '';
	private output = '';

	/** @param env the whole environment besides PATH and HOME */
	constructor(
		private readonly command: string[],
		options: { cwd: string; env?: Record<string, string> },
	) {
		this.process = Bun.spawn(command, {
			cwd: options.cwd,
			env: { PATH: programPath(), HOME: process.env.HOME ?? '/', ...options.env },
			stdin: 'ignore',
			stdout: 'pipe',
			stderr: 'pipe',
			serialization: 'json',
			ipc: (answer: unknown) => this.take(answer),
		});
		running.add(this.process);
		this.pid = this.process.pid;
		this.exited = this.untilExited();
	}

	/** Asks a question, and resolves with the answer to it. @throws where the child ends, or says nothing */
	async ask(question = '?'): Promise<unknown> {
		this.process.send(question);
		return this.answer();
	}

	/** What the child says next, of itself or as the answer to a question. */
	async answer(): Promise<unknown> {
		const said = new Promise<unknown>((resolve) => {
			if (this.answers.length > 0) resolve(this.answers.shift());
			else this.waiting.push(resolve);
		});
		const ended = this.exited.then((code) => Promise.reject(this.failure(`ended with ${code}`)));
		const silent = Promise.withResolvers<never>();
		const late = setTimeout(() => silent.reject(this.failure('said nothing')), ANSWER_MS);
		return Promise.race([said, ended, silent.promise]).finally(() => clearTimeout(late));
	}

	/** What it printed, once it has ended well. @throws where it has not */
	async result(): Promise<string> {
		const code = await this.exited;
		if (code !== 0) throw this.failure(`ended with ${code}`);
		return this.output;
	}

	/** Sends SIGTERM, upon which telemetry sends what is left, and waits. Safe where it has ended. */
	async stop(): Promise<void> {
		this.process.kill('SIGTERM');
		const late = setTimeout(() => this.process.kill('SIGKILL'), STOP_MS);
		await this.exited;
		clearTimeout(late);
	}

	/** Ends it at once, and waits. Safe where it has ended. */
	async kill(): Promise<void> {
		this.process.kill('SIGKILL');
		await this.exited;
	}

	private take(answer: unknown): void {
		const next = this.waiting.shift();
		if (next === undefined) this.answers.push(answer);
		else next(answer);
	}

	private async untilExited(): Promise<number> {
		const { stdout, stderr, exited } = this.process;
		const read = [
			readAll(stdout, (text) => (this.output += text)),
			readAll(stderr, (text) => (this.words = (this.words + text).slice(-MOST_WORDS))),
		];
		const code = await exited;
		running.delete(this.process);
		await Promise.all(read);
		return code;
	}

	private failure(what: string): Error {
		return new Error(`\`${this.command.join(' ')}\` ${what}\n${this.words}`.trim());
	}
}

async function readAll(stream: ReadableStream<Uint8Array>, keep: (text: string) => void): Promise<void> {
	const decoder = new TextDecoder();
	await stream.pipeTo(
		new WritableStream({
			write: (bytes) => keep(decoder.decode(bytes, { stream: true })),
		}),
	);
}
