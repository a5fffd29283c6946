import { getTelemetry } from '../handle';
import type { LiveSpan, LiveStore } from '../live/types';

/** The live store of the telemetry that bunfig.toml preloads for tests. */
export function liveStore(): LiveStore {
	const telemetry = getTelemetry();
	if (telemetry === undefined) throw new Error('bunfig.toml preloads ./telemetry.ts for tests');
	return telemetry.live;
}

/**
 * Waits, without polling, until a span that fits has ended.
 * @param act what makes the span; it is called once the listener is in place
 */
export async function spanFrom(fits: (span: LiveSpan) => boolean, act: () => unknown): Promise<LiveSpan> {
	const live = liveStore();
	const { promise, resolve } = Promise.withResolvers<LiveSpan>();
	const leave = live.subscribe((event) => {
		if (event.type !== 'span.end') return;
		const span = live.span(event.traceId, event.spanId);
		if (span !== undefined && fits(span)) resolve(span);
	});
	try {
		await act();
		return await promise;
	} finally {
		leave();
	}
}
