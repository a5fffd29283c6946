// `bun run bench:overview`: how long the server takes for the overview, traced, with many checks and runs. What came of
// it goes to stdout, what goes on meanwhile to stderr; 1 is the exit code where a span of a request is missing.
import { killChildren } from './overhead/child';
import { UsageError } from './overhead/options';
import { parseOptions, USAGE, type Options } from './overview/options';
import { reportOf } from './overview/report';
import { run } from './overview/run';

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
		console.error(`bench:overview: ${error.message}`);
		return 2;
	}
}

async function measure(options: Options): Promise<number> {
	const startMs = performance.now();
	const result = await run(options, (line) => {
		console.error(`${((performance.now() - startMs) / 1000).toFixed(0).padStart(4)} s  ${line}`);
	});
	console.log(options.json ? JSON.stringify(result, null, '\t') : reportOf(result));
	return result.measured.every(({ missing }) => missing === 0) ? 0 : 1;
}
