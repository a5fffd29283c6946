// `bun run bench:overview`: how long the server takes for the overview, traced, with many checks and runs. What came of
// it goes to stdout, what goes on meanwhile to stderr; 1 is the exit code where a span of a request is missing.
import { parseOptions, USAGE } from './overview/options';
import { reportOf } from './overview/report';
import { run } from './overview/run';
import { runProgram } from './program';

await runProgram({
	name: 'bench:overview',
	usage: USAGE,
	parse: parseOptions,
	measure: async (options, progress) => {
		const result = await run(options, progress);
		console.log(options.json ? JSON.stringify(result, null, '\t') : reportOf(result));
		return result.measured.every(({ missing }) => missing === 0) ? 0 : 1;
	},
});
