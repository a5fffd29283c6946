import { sendRaw } from '../../src/telemetry/testing/raw';
import { startProgram, type Program } from './program';
import type { Passed } from './programs/traceContextServer';

export type { Passed };

export interface TraceContextServer {
	/** Sends header lines, byte for byte, and tells what became of them. */
	pass(...lines: string[]): Promise<Passed>;
	stop(): Promise<void>;
}

/** @param propagators what OTEL_PROPAGATORS is to be; its default where it is empty */
export async function startTraceContextServer(propagators = ''): Promise<TraceContextServer> {
	const command = ['bun', '--preload', './telemetry.ts', 'tests/support/programs/traceContextServer.ts'];
	const program: Program = startProgram(command, { env: { OTEL_PROPAGATORS: propagators } });
	const [, port = ''] = await program.line(/listening on (\d+)/);
	return {
		pass: async (...lines) => {
			const answer = await sendRaw(Number(port), ['GET / HTTP/1.1', ...lines]);
			if (!answer.startsWith('HTTP/1.1 200')) throw new Error(`The server answered ${answer}`);
			return JSON.parse(answer.slice(answer.indexOf('\r\n\r\n'))) as Passed;
		},
		stop: () => program.kill(),
	};
}

/** The values of a header that was sent on, one for each line. */
export function sentOn({ sent }: Passed, name: string): string[] {
	return sent.filter(([key]) => key === name).map(([, value]) => value);
}
