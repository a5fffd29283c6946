// `bun run verify:telemetry`: proves that the telemetry of a run arrives where it is to, whole. What came of it goes to
// stdout, what goes on meanwhile to stderr; 0 is the exit code where all is there, 1 where anything is missing.
import { UsageError } from '../bench/flags';
import { VerifyError } from './verify/instance';
import { parseOptions, USAGE, type Options } from './verify/options';
import { progressOn, type Progress } from './verify/progress';
import { jsonOf, reportOf } from './verify/report';
import { verify } from './verify/run';
import { Undo } from './verify/undo';

const NAME = 'verify:telemetry';
const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

process.exit(await main(process.argv.slice(2)));

async function main(args: string[]): Promise<number> {
	try {
		const options = parseOptions(args);
		if (options !== 'help') return await run(options);
		process.stdout.write(USAGE);
		return 0;
	} catch (error) {
		if (!(error instanceof UsageError)) throw error;
		console.error(`${NAME}: ${error.message}`);
		return 2;
	}
}

/** However it ends, by a signal too: what was started is stopped, and what was made is removed. */
async function run(options: Options): Promise<number> {
	const { signal, endedBy } = untilSignal();
	const progress = progressOn(process.stderr);
	const undo = new Undo();
	try {
		const result = await verify(options, { shell: process.env, signal, progress, undo });
		await tidyUp(undo, progress);
		console.log(options.json ? jsonOf(result) : reportOf(result));
		return result.whole ? 0 : 1;
	} catch (error) {
		await tidyUp(undo, progress);
		const by = endedBy();
		if (by !== undefined) return SIGNALS[by];
		if (!(error instanceof VerifyError)) throw error;
		console.error(`${NAME}: ${error.message}`);
		return 1;
	}
}

async function tidyUp(undo: Undo, progress: Progress): Promise<void> {
	progress.doing('Tidying up');
	const failures = await undo.all();
	progress.end();
	for (const failure of failures) console.error(`${NAME}: could not tidy up: ${failure}`);
}

function untilSignal(): { signal: AbortSignal; endedBy: () => keyof typeof SIGNALS | undefined } {
	const controller = new AbortController();
	let by: keyof typeof SIGNALS | undefined;
	for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
		process.on(name, () => {
			by ??= name;
			controller.abort();
		});
	}
	return { signal: controller.signal, endedBy: () => by };
}
