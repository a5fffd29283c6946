// `bun run bench:overhead`: what telemetry costs, as a ratio to the same without it. The tables go to stdout, what
// goes on meanwhile to stderr; 1 is the exit code where not every span has arrived.
import { parseOptions, USAGE } from './overhead/options';
import type { Result } from './overhead/result';
import { run } from './overhead/run';
import { tableOf } from './overhead/table';
import { runProgram } from './program';
import { saveResult } from './results';

await runProgram({
	name: 'bench:overhead',
	usage: USAGE,
	parse: parseOptions,
	measure: async (options, progress) => {
		const results = await run(options, progress, async (result) => {
			if (options.save) progress(`saved ${await saveResult(result.measurement, result)}`);
		});
		console.log(options.json ? JSON.stringify(results, null, '\t') : results.map(tableOf).join('\n'));
		return results.every(isComplete) ? 0 : 1;
	},
});

function isComplete(result: Result): boolean {
	if (result.measurement === 'start' || result.measurement === 'span') return true;
	return result.variants.every(({ missing }) => missing === null);
}
