import { getTelemetry } from '$telemetry/handle';
import type { LogLine, Trace } from '$trace/wire';
import { AppError } from '../errors';
import { sessionEventsOfTrace } from '../sessions/sessionBus';
import { partOwner, readParts, type TracePart } from '../sessions/traceParts';
import { closeLostEvents } from './lostEvents';
import { closeLostSpans, isLeftBehind } from './lostSpans';
import { mergeTrace } from './mergeTrace';

/**
 * All that is known of a trace: live in this process, and kept with its run by this and other processes.
 * @param traceId 32 lower-case hex digits
 * @throws AppError NOT_FOUND where nothing is known of it
 */
export async function getTrace(traceId: string): Promise<Trace> {
	const trace = mergeTrace(traceId, [liveTrace(traceId), ...(await readParts(traceId)).map(asSource)]);
	if (trace.spans.length === 0 && trace.logs.length === 0) {
		throw new AppError('NOT_FOUND', `No trace ${traceId} is live in this process or kept with a run`);
	}
	return trace;
}

/** What this process knows of a trace now. */
export function liveTrace(traceId: string): Trace {
	const live = getTelemetry()?.live;
	return {
		traceId,
		spans: live?.trace(traceId) ?? [],
		logs: live?.logs(traceId) ?? [],
		events: sessionEventsOfTrace(traceId),
	};
}

/** A kept part as a source for `mergeTrace`: with what its process lost, and a line that says what was cut. */
export function asSource(part: TracePart): Trace {
	const lost = isLeftBehind(part, partOwner(), Date.now());
	return {
		traceId: part.traceId,
		spans: lost ? closeLostSpans(part) : part.spans,
		logs: [...part.logs, ...cutNote(part)],
		events: lost ? closeLostEvents(part) : part.events,
	};
}

function cutNote({ cut, traceId, updatedAt, instanceId }: TracePart): LogLine[] {
	if (cut.spans + cut.logs + cut.events === 0) return [];
	return [
		{
			timeUnixNano: `${updatedAt.getTime()}000000`,
			level: 'warn',
			message:
				`${cut.spans} spans, ${cut.logs} log lines and ${cut.events} session events were over the limit and ` +
				'are not kept',
			traceId,
			spanId: null,
			attributes: { 'glasshouse.instance': instanceId },
		},
	];
}
