import {
	attributesOf,
	idOf,
	originOf,
	valueOf,
	type Origin,
	type Value,
	type Values,
	type WireAttribute,
	type WireResource,
	type WireScope,
	type WireValue,
} from './wire';

/** A log record as it came over the wire, whichever encoding it had. */
export interface ReceivedLog extends Origin {
	timeNano: bigint;
	observedNano: bigint;
	/** SeverityNumber: 1 is TRACE, 9 INFO, 17 ERROR. */
	severity: number;
	severityText: string;
	body: Value;
	eventName: string;
	/** Lower-case hex; `null` outside of a span. */
	traceId: string | null;
	spanId: string | null;
	flags: number;
	attributes: Values;
	droppedAttributes: number;
}

interface WireLog {
	timeUnixNano: string;
	observedTimeUnixNano: string;
	severityNumber: number;
	severityText: string;
	body: WireValue | null;
	eventName: string;
	traceId: string;
	spanId: string;
	flags: number;
	attributes: WireAttribute[];
	droppedAttributesCount: number;
}
interface WireRequest {
	resourceLogs: (WireResource & { scopeLogs: (WireScope & { logRecords: WireLog[] })[] })[];
}

/** @param request an ExportLogsServiceRequest as schema.ts decodes it */
export function logsOf(request: unknown): ReceivedLog[] {
	return (request as WireRequest).resourceLogs.flatMap((resource) =>
		resource.scopeLogs.flatMap((scope) => {
			const origin = originOf(resource, scope);
			return scope.logRecords.map((record) => toLog(record, origin));
		}),
	);
}

function toLog(record: WireLog, origin: Origin): ReceivedLog {
	return {
		...origin,
		timeNano: BigInt(record.timeUnixNano),
		observedNano: BigInt(record.observedTimeUnixNano),
		severity: record.severityNumber,
		severityText: record.severityText,
		body: valueOf(record.body),
		eventName: record.eventName,
		traceId: idOf(record.traceId, 16),
		spanId: idOf(record.spanId, 8),
		flags: record.flags,
		attributes: attributesOf(record.attributes),
		droppedAttributes: record.droppedAttributesCount,
	};
}
