import type { SignalHealth } from '../../../src/telemetry/health/types';
import { startProgram, type Program } from '../program';

export interface Account {
	/** Spans that were made with a mark. */
	made: number;
	traces: SignalHealth;
	/** After a collection of garbage. */
	heapBytes: number;
}

export interface SteadyLoad {
	readonly program: Program;
	readonly url: string;
	account(): Promise<Account>;
	/** Ends the load, and tells the account after telemetry has stopped. */
	stop(): Promise<Account>;
}

/** Starts `programs/steadyLoad.ts` with telemetry preloaded, and waits until it serves. */
export async function startSteadyLoad(env: Record<string, string>): Promise<SteadyLoad> {
	const command = ['bun', '--preload', './telemetry.ts', 'tests/support/programs/steadyLoad.ts'];
	const program = startProgram(command, { env });
	const [, url = ''] = await program.line(/listening on (\S+)/);
	return {
		program,
		url,
		account: async () => (await (await fetch(`${url}/account`)).json()) as Account,
		stop: async () => {
			program.signal('SIGTERM');
			const [, json = ''] = await program.line(/account (\{.*\})/);
			await program.exited;
			return JSON.parse(json) as Account;
		},
	};
}
