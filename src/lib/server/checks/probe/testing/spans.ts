import { SpanStatusCode, trace } from '@opentelemetry/api';
import { getTelemetry } from '$telemetry/handle';
import { type LiveSpan, type LiveStore } from '$telemetry/live/types';

/** What one traced piece of work left behind. */
export interface Traced<T> {
	value: T;
	traceId: string;
	root: LiveSpan;
	/** All spans but the root, oldest start first. */
	spans: LiveSpan[];
	/** How often each span ended, by span id. */
	ends: Map<string, number>;
}

/**
 * Runs `work` under a root span, and gathers the spans that it made.
 * @param onStart told the name of each span at the moment it starts
 */
export async function traced<T>(
	work: () => Promise<T>,
	onStart: (name: string) => void = () => undefined,
): Promise<Traced<T>> {
	return await trace.getTracer('test').startActiveSpan('test', async (root) => {
		const { traceId, spanId } = root.spanContext();
		const ends = new Map<string, number>();
		const leave = live().subscribeTrace(traceId, (event) => {
			if (event.type === 'span.start') onStart(live().span(traceId, event.spanId)?.name ?? 'unknown');
			if (event.type === 'span.end') ends.set(event.spanId, (ends.get(event.spanId) ?? 0) + 1);
		});
		try {
			const value = await work();
			root.setStatus({ code: SpanStatusCode.OK }).end();
			return { value, traceId, ends, ...gathered(traceId, spanId) };
		} finally {
			leave();
		}
	});
}

function gathered(traceId: string, rootId: string) {
	const all = live().trace(traceId);
	const root = all.find((span) => span.spanId === rootId);
	if (root === undefined) throw new Error('The root span is not in the live store');
	return { root, spans: all.filter((span) => span !== root) };
}

function live(): LiveStore {
	const telemetry = getTelemetry();
	if (telemetry === undefined) throw new Error('Telemetry is not started: run the tests with their preload');
	return telemetry.live;
}
