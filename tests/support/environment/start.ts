import type { TelemetryHealth, Signal, SignalHealth } from '../../../src/telemetry/health/types';
import { untraced } from '../client';
import { eventually } from '../eventually';
import { startReceiver, type Receiver } from '../otlp/receiver';
import { startProgram } from '../program';

/** What one or several variables bring about, on what was seen of a program that was started with them. */
export interface Row {
	readonly variables: readonly string[];
	/** What must be true, as a sentence. */
	readonly rule: string;
	readonly holds: (seen: Seen) => unknown;
	/** What `holds` has to give. */
	readonly is: unknown;
}

type Env = Record<string, string>;

/** One start of the program, and what is to be seen of it. */
export interface Start {
	readonly title: string;
	readonly env: (receiver: Receiver) => Env | Promise<Env>;
	/** What is awaited before the program is told to end. */
	readonly until?: (seen: Watching) => boolean | Promise<boolean>;
	/** What else is asked of the program while it runs. */
	readonly ask?: (url: string) => Promise<unknown>;
	/** Ends what `env` has begun. */
	readonly release?: () => unknown;
	readonly rows: readonly Row[];
}

interface Watching {
	readonly receiver: Receiver;
	readonly health: TelemetryHealth;
	readonly output: string;
}

export interface Seen extends Watching {
	/** What had arrived before the program was told to end, by the names of spans and the paths of requests. */
	readonly before: { readonly spans: readonly string[]; readonly paths: readonly string[] };
	/** The headers that a request out of a span was made with. */
	readonly echoed: Env;
	readonly asked: unknown;
}

/** Starts the program, watches it, ends it, and gives what was seen. */
export async function see({ env, until, ask, release }: Start): Promise<Seen> {
	const receiver = startReceiver();
	const command = ['bun', '--preload', './telemetry.ts', 'tests/support/programs/environment.ts'];
	const program = startProgram(command, { env: await env(receiver) });
	const [, echoed = '', url = ''] = await program.line(/echoed (.*)\n(?:.*\n)*?listening on (\S+)/);
	const watch = async () => ({ receiver, health: await healthAt(url), output: program.output() });
	const asked = await ask?.(url);
	if (until !== undefined) await eventually('what is awaited', async () => until(await watch()));
	const watched = await watch();
	const before = {
		spans: receiver.spans.map(({ name }) => name),
		paths: receiver.requests.map(({ path }) => path),
	};
	await program.stop();
	await receiver.stop();
	await release?.();
	return {
		...watched,
		output: program.output(),
		before,
		asked,
		echoed: JSON.parse(echoed) as Env,
	};
}

async function healthAt(url: string): Promise<TelemetryHealth> {
	return (await (await untraced(`${url}/health`)).json()) as TelemetryHealth;
}

/** The account of one signal. */
export function accountOf({ health }: Watching, signal: Signal): SignalHealth {
	const found = health.signals.find((one) => one.signal === signal);
	if (found === undefined) throw new Error(`There is no account of ${signal}`);
	return found;
}
