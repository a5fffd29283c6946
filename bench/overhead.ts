// `bun run bench:overhead`: what telemetry costs, as a ratio to the same without it. The tables go to stdout, what
// goes on meanwhile to stderr; 1 is the exit code where not every span has arrived.
import { killChildren } from './overhead/child';
import { parseOptions, USAGE, UsageError, type Options } from './overhead/options';
import type { Result } from './overhead/result';
import { run } from './overhead/run';
import { tableOf } from './overhead/table';
import { saveResult } from './results';

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
	const progress = (line: string) => {
		console.error(`${((performance.now() - startMs) / 1000).toFixed(0).padStart(4)} s  ${line}`);
	};
	const results = await run(options, progress, async (result) => {
		if (options.save) progress(`saved ${await saveResult(result.measurement, result)}`);
	});
	console.log(options.json ? JSON.stringify(results, null, '\t') : results.map(tableOf).join('\n'));
	return results.every(isComplete) ? 0 : 1;
}

function isComplete(result: Result): boolean {
	if (result.measurement === 'start' || result.measurement === 'span') return true;
	return result.variants.every(({ missing }) => missing === null);
}
