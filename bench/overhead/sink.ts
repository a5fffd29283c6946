import { z } from 'zod';
import { ROOT } from '../../tests/support/folders';
import { Child } from './child';
import { nothing, type Received } from './sink/count';
import type { VariantName } from './variants';

const LISTENING = z.object({ port: z.int() });
const RECEIVED = z.record(
	z.string(),
	z.object({
		spans: z.number(),
		connectionSpans: z.number(),
		logRecords: z.number(),
		dataPoints: z.number(),
		bytes: z.number(),
	}),
);
const LOOK_MS = 50;
/** Longer than an exporter waits for its batch to fill. */
const QUIET_MS = 800;
const PATIENCE_MS = 30_000;

/** The collector to which every variant sends, in a process of its own. */
export class Sink {
	private constructor(
		private readonly child: Child,
		private readonly port: number,
	) {}

	static async start(): Promise<Sink> {
		const child = new Child(['bun', 'bench/overhead/sink/program.ts'], { cwd: ROOT });
		const { port } = LISTENING.parse(await child.answer());
		return new Sink(child, port);
	}

	/** What OTEL_EXPORTER_OTLP_ENDPOINT is to be. */
	endpointOf(variant: VariantName): string {
		return `http://127.0.0.1:${this.port}/${variant}`;
	}

	async receivedFrom(variant: VariantName): Promise<Received> {
		return RECEIVED.parse(await this.child.ask())[variant] ?? nothing();
	}

	/** Waits until no more spans come, so that sending them counts where it belongs; bounded. */
	async untilQuiet(variant: VariantName): Promise<void> {
		const deadlineMs = performance.now() + PATIENCE_MS;
		let quietSinceMs = performance.now();
		let last = await this.receivedFrom(variant);
		while (performance.now() < Math.min(quietSinceMs + QUIET_MS, deadlineMs)) {
			await Bun.sleep(LOOK_MS);
			const now = await this.receivedFrom(variant);
			if (now.spans !== last.spans) quietSinceMs = performance.now();
			last = now;
		}
	}

	stop(): Promise<void> {
		return this.child.stop();
	}
}
