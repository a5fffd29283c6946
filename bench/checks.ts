// `bun run bench:checks`: how many runs of checks a second Glasshouse sustains with everything traced. What came of it
// goes to stdout, what goes on meanwhile to stderr; 1 is the exit code where a run or a span is missing or there twice.
import { parseOptions, USAGE } from './checks/options';
import { reportOf } from './checks/report';
import { run } from './checks/run';
import { runProgram } from './program';

await runProgram({
	name: 'bench:checks',
	usage: USAGE,
	parse: parseOptions,
	measure: async (options, progress) => {
		const result = await run(options, progress);
		console.log(options.json ? JSON.stringify(result, null, '\t') : reportOf(result));
		return result.complete.faults.length === 0 ? 0 : 1;
	},
});
