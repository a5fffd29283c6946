import {
	logs,
	ROOT_CONTEXT,
	SeverityNumber,
	trace,
	TraceFlags,
	type Context,
	type Logger,
} from '@opentelemetry/api';
import type { LiveLog } from '../live/types';

const SEVERITY: Record<LiveLog['level'], SeverityNumber> = {
	trace: SeverityNumber.TRACE,
	debug: SeverityNumber.DEBUG,
	info: SeverityNumber.INFO,
	warn: SeverityNumber.WARN,
	error: SeverityNumber.ERROR,
	fatal: SeverityNumber.FATAL,
};

/** Hands a line of the app's logger to the OpenTelemetry logs pipeline, under the span that it names. */
export function emitLog(line: LiveLog, logger: Logger = logs.getLogger('glasshouse')): void {
	logger.emit({
		timestamp: nanosToHrTime(line.timeUnixNano),
		severityNumber: SEVERITY[line.level],
		severityText: line.level.toUpperCase(),
		body: line.message,
		attributes: line.attributes,
		context: contextOf(line),
	});
}

function nanosToHrTime(nanos: string): [number, number] {
	return [Number(nanos.slice(0, -9)), Number(nanos.slice(-9))];
}

function contextOf({ traceId, spanId, traceFlags = TraceFlags.NONE }: LiveLog): Context {
	if (traceId === null || spanId === null) return ROOT_CONTEXT;
	return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags });
}
