// `bun run bench:live`: what it costs a run that it, and all else, is watched. What came of it goes to stdout, what goes
// on meanwhile to stderr.
import { parseOptions, USAGE } from './live/options';
import { reportOf } from './live/report';
import { run } from './live/run';
import { runProgram } from './program';

await runProgram({
	name: 'bench:live',
	usage: USAGE,
	parse: parseOptions,
	measure: async (options, progress) => {
		const result = await run(options, progress);
		console.log(options.json ? JSON.stringify(result, null, '\t') : reportOf(result));
		return 0;
	},
});
