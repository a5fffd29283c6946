// `bun run bench:checks`: how many runs of checks a second Glasshouse sustains with everything traced. What came of it
// goes to stdout, what goes on meanwhile to stderr; 1 is the exit code where a run or a span is missing or there twice.
import { killChildren } from './overhead/child';
import { UsageError } from './overhead/options';
import { parseOptions, USAGE, type Options } from './checks/options';
import { run } from './checks/run';
import { reportOf } from './checks/report';

const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

let endedBy: keyof typeof SIGNALS | undefined;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
	process.on(signal, () => {
		endedBy = signal;
		killChildren();
	});
}

process.exit(await main());

async function main(): Promise<number> {
	try {
		const options = parseOptions(process.argv.slice(2));
		if (options !== 'help') return await measure(options);
		process.stdout.write(USAGE);
		return 0;
	} catch (error) {
		if (endedBy !== undefined) return SIGNALS[endedBy];
		if (!(error instanceof UsageError)) throw error;
		console.error(`bench:checks: ${error.message}`);
		return 2;
	}
}

async function measure(options: Options): Promise<number> {
	const startMs = performance.now();
	const result = await run(options, (line) => {
		console.error(`${((performance.now() - startMs) / 1000).toFixed(0).padStart(4)} s  ${line}`);
	});
	console.log(options.json ? JSON.stringify(result, null, '\t') : reportOf(result));
	return result.complete.faults.length === 0 ? 0 : 1;
}
