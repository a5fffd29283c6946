import { z } from 'zod';
import { ROOT } from '../../tests/support/folders';
import { Child } from './child';
import { RECEIVED, type Received } from './result';
import { nothing } from './sink/count';
import type { RunTraces } from './sink/runTraces';
import type { VariantName } from './variants';

const LISTENING = z.object({ port: z.int() });
const RECEIVED_FROM = z.record(z.string(), RECEIVED);
const RUNS = z.record(z.string(), z.object({ traces: z.number(), whole: z.number() }));
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

	/** @param keeps `traces` to look for the traces of runs, of which each span is kept; else spans are only counted */
	static async start(keeps: 'traces' | 'counts' = 'counts'): Promise<Sink> {
		const child = new Child(['bun', 'bench/overhead/sink/program.ts', keeps], { cwd: ROOT });
		const { port } = LISTENING.parse(await child.answer());
		return new Sink(child, port);
	}

	/** What OTEL_EXPORTER_OTLP_ENDPOINT is to be. */
	endpointOf(variant: VariantName): string {
		return `http://127.0.0.1:${this.port}/${variant}`;
	}

	async receivedFrom(variant: VariantName): Promise<Received> {
		return RECEIVED_FROM.parse(await this.child.ask('received'))[variant] ?? nothing();
	}

	/** The traces of runs, as far as they have come. */
	async runsOf(variant: VariantName): Promise<RunTraces> {
		return RUNS.parse(await this.child.ask('runs'))[variant] ?? { traces: 0, whole: 0 };
	}

	/**
	 * Waits until no more spans come, so that sending them counts where it belongs; bounded. Who sends nothing is waited for
	 * as well: after a load every process tidies up, and that counts for all of them or for none.
	 */
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
