import { telemetryTap } from '../../sessions/telemetryTap';

/** A body that is there sooner has nothing to tell: its span says it all. */
const SLOW_MS = 500;
const EVERY_MS = 500;

/**
 * Passes a body through, and tells on the run's timeline how many bytes of it have come while it takes long: a body
 * that stands still is one that nothing more is told of. Never what is in it.
 */
export function tellSlowBody(body: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
	const startMs = performance.now();
	let bytes = 0;
	return telemetryTap(body, {
		sampleIntervalMs: EVERY_MS,
		describe: (chunk) => {
			bytes += chunk.length;
			return performance.now() - startMs < SLOW_MS ? null : { type: 'probe.receiving', data: { bytes } };
		},
	});
}
