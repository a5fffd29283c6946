import { z } from 'zod';
import { startProgram, type Program } from './program';

const PLACE = z.object({
	place: z.string(),
	trigger: z.enum(['manual', 'schedule']),
	whole: z.boolean(),
	spans: z.array(z.object({ name: z.string(), service: z.string(), kind: z.string() })).nullable(),
	metrics: z.object({ found: z.array(z.string()), wanted: z.int() }).nullable(),
	logs: z.array(z.string()).nullable(),
	missing: z.array(z.object({ kind: z.string(), what: z.string(), part: z.string().optional() })),
	reasons: z.array(z.object({ code: z.string(), text: z.string() })),
});
const RUN = z.object({ id: z.string(), traceId: z.string(), state: z.string() });
const RESULT = z.object({
	whole: z.boolean(),
	url: z.string(),
	run: RUN.nullable(),
	scheduled: RUN.nullable(),
	places: z.array(PLACE),
});

export type VerifiedPlace = z.infer<typeof PLACE>;

export interface Verified {
	readonly code: number;
	/** Both streams. */
	readonly printed: string;
	readonly result: z.infer<typeof RESULT>;
	/** What was found of the run of that trigger. @throws where it was not looked for there */
	place(name: string, trigger?: VerifiedPlace['trigger']): VerifiedPlace;
}

/** Starts `bun run verify:telemetry`, which must find the build of the tree that it is run in. */
export function startVerify(args: string[], env: Record<string, string> = {}): Program {
	return startProgram(['bun', 'run', 'verify:telemetry', ...args], { env });
}

/** Runs it to its end; what came of it is read from its JSON. */
export async function verify(args: string[], env: Record<string, string> = {}): Promise<Verified> {
	const program = startVerify([...args, '--json'], env);
	const code = await program.exited;
	const printed = program.output();
	const from = printed.indexOf('{\n');
	if (from < 0) throw new Error(`It printed no result, and ended with ${code}:\n${printed}`);
	const result = RESULT.parse(JSON.parse(printed.slice(from, printed.lastIndexOf('}') + 1)));
	return {
		code,
		printed,
		result,
		place: (name, trigger = 'manual') => {
			const found = result.places.find((one) => one.place === name && one.trigger === trigger);
			if (found === undefined) throw new Error(`${name} was not looked into:\n${printed}`);
			return found;
		},
	};
}
