import { z } from 'zod';
import { ROOT } from '../../tests/support/folders';
import { Child } from '../overhead/child';

const LISTENING = z.object({ port: z.int() });
const ASKED = z.object({ requests: z.int(), repeated: z.int(), untraced: z.int() });

/** What the target of the checks was asked. */
export interface Asked {
	readonly requests: number;
	/** In a trace in which a request had come before: of a run that was carried out twice. */
	readonly repeated: number;
	/** Without a `traceparent`. */
	readonly untraced: number;
}

/** The service that is checked. */
export class Target {
	private constructor(
		private readonly child: Child,
		readonly url: string,
	) {}

	static async start(): Promise<Target> {
		const child = new Child(['bun', 'bench/checks/target/program.ts'], { cwd: ROOT });
		const { port } = LISTENING.parse(await child.answer());
		return new Target(child, `http://127.0.0.1:${port}`);
	}

	async asked(): Promise<Asked> {
		return ASKED.parse(await this.child.ask());
	}

	stop(): Promise<void> {
		return this.child.stop();
	}
}
