import { heapSize } from 'bun:jsc';
import { guard } from './guard';
import { recentDelays } from './instrumentation/runtime/eventLoop';
import { Ring } from './live/ring';
import type { RuntimeSample } from './live/types';

const EVERY_MS = 5_000;
/** A quarter of an hour. */
const MOST_SAMPLES = 180;
const WINDOW_MS = 10_000;
const MICROSECONDS_PER_MS = 1e3;

/**
 * How the process fared in the last quarter of an hour. It only reads what the instrumentation of the runtime measures
 * for the metrics; where that is left out, there is nothing to tell.
 */
export class RuntimeHistory {
	private readonly held = new Ring<RuntimeSample>(MOST_SAMPLES, Number.POSITIVE_INFINITY, () => 0);
	private readonly timer: ReturnType<typeof setInterval>;
	private last = cpuNow();

	constructor(
		private readonly delays: typeof recentDelays = recentDelays,
		everyMs = EVERY_MS,
	) {
		this.timer = setInterval(() => guard('Sampling the runtime', () => this.sample()), everyMs);
		this.timer.unref();
	}

	/** Oldest first. @param sinceMs only those after that moment, in milliseconds since the Unix epoch */
	samples(sinceMs = 0): RuntimeSample[] {
		return this.held.toArray().filter(({ atMs }) => atMs > sinceMs);
	}

	stop(): void {
		clearInterval(this.timer);
	}

	private sample(): void {
		const delay = this.delays(WINDOW_MS);
		if (delay === undefined) return;
		const { atMs, usedMs } = cpuNow();
		const cpuShare = (usedMs - this.last.usedMs) / Math.max(1, atMs - this.last.atMs);
		this.last = { atMs, usedMs };
		this.held.push({
			atMs: Date.now(),
			delayP50Ms: delay.p50Ms,
			delayP99Ms: delay.p99Ms,
			delayMaxMs: delay.maxMs,
			cpuShare,
			heapBytes: heapSize(),
			residentBytes: process.memoryUsage.rss(),
		});
	}
}

function cpuNow(): { atMs: number; usedMs: number } {
	const { user, system } = process.cpuUsage();
	return { atMs: performance.now(), usedMs: (user + system) / MICROSECONDS_PER_MS };
}
