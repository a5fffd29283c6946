import { z } from 'zod';
import { ROOT } from '../../tests/support/folders';
import { Child } from '../overhead/child';

const LISTENING = z.object({ port: z.int() });
const RECEIVED = z.object({ spans: z.record(z.string(), z.int()), bytes: z.number() });

/** What a collector has received. */
export interface Received {
	/** How many spans, by their name. */
	readonly spans: Readonly<Record<string, number>>;
	/** Of request bodies of all signals. */
	readonly bytes: number;
}

/** The collector to which every process sends. */
export class Sink {
	private constructor(
		private readonly child: Child,
		/** What OTEL_EXPORTER_OTLP_ENDPOINT is to be. */
		readonly endpoint: string,
	) {}

	static async start(): Promise<Sink> {
		const child = new Child(['bun', 'bench/checks/sink/program.ts'], { cwd: ROOT });
		const { port } = LISTENING.parse(await child.answer());
		return new Sink(child, `http://127.0.0.1:${port}`);
	}

	async received(): Promise<Received> {
		return RECEIVED.parse(await this.child.ask());
	}

	stop(): Promise<void> {
		return this.child.stop();
	}
}
