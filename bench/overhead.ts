// `bun run bench:overhead`: what telemetry costs a request, as a ratio to the same app untraced. The table goes to
// stdout, what goes on meanwhile to stderr; 1 is the exit code where not every span has arrived.
import { killChildren } from './overhead/child';
import { parseOptions, USAGE, UsageError, type Options } from './overhead/options';
import { run } from './overhead/run';
import { tableOf } from './overhead/table';

const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

let endedBy: keyof typeof SIGNALS | undefined;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
	process.on(signal, () => {
		endedBy = signal;
		killChildren();
	});
}

// Said outright: the embedded PostgreSQL hooks into the end of a process, and would make it a 0.
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
		console.error(`bench:overhead: ${error.message}`);
		return 2;
	}
}

async function measure(options: Options): Promise<number> {
	const startMs = performance.now();
	const result = await run(options, (line) => {
		console.error(`${((performance.now() - startMs) / 1000).toFixed(0).padStart(4)} s  ${line}`);
	});
	console.log(options.json ? JSON.stringify(result, null, '\t') : tableOf(result));
	return result.variants.every(({ missing }) => missing === null) ? 0 : 1;
}
