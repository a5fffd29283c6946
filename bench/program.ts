import { UsageError } from './flags';
import { killChildren } from './overhead/child';

const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** A benchmark as a command. */
export interface Program<O> {
	/** As package.json has it. */
	readonly name: string;
	readonly usage: string;
	/** @throws UsageError where the flags make no sense */
	readonly parse: (args: string[]) => O | 'help';
	/**
	 * Prints what came of it to stdout.
	 * @param progress takes what goes on meanwhile
	 * @returns the exit code
	 */
	readonly measure: (options: O, progress: (line: string) => void) => Promise<number>;
}

/** Runs a benchmark and ends the process; a signal ends its children, and is the exit code. */
export async function runProgram<O>(program: Program<O>): Promise<never> {
	let endedBy: keyof typeof SIGNALS | undefined;
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
		process.on(signal, () => {
			endedBy = signal;
			killChildren();
		});
	}
	const code = await codeOf(program, () => endedBy && SIGNALS[endedBy]);
	// Said outright: the embedded PostgreSQL hooks into the end of a process, and would make it a 0.
	process.exit(code);
}

async function codeOf<O>(
	{ name, usage, parse, measure }: Program<O>,
	interrupted: () => number | undefined,
): Promise<number> {
	try {
		const options = parse(process.argv.slice(2));
		if (options !== 'help') return await measure(options, progressFromNow());
		process.stdout.write(usage);
		return 0;
	} catch (error) {
		const code = interrupted();
		if (code !== undefined) return code;
		if (!(error instanceof UsageError)) throw error;
		console.error(`${name}: ${error.message}`);
		return 2;
	}
}

/** Lines on stderr, each with the seconds since now. */
function progressFromNow(): (line: string) => void {
	const startMs = performance.now();
	return (line) => {
		console.error(`${((performance.now() - startMs) / 1000).toFixed(0).padStart(4)} s  ${line}`);
	};
}
