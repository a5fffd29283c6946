import { SeverityNumber } from '@opentelemetry/api';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { nanos } from './time';
import type { LiveLog, LiveValue } from './types';
import { asText, values } from './values';

/** Four severities of the specification to a level, from 1 on. */
const LEVELS: readonly LiveLog['level'][] = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'];
const SEVERITIES_PER_LEVEL = 4;
/** Bodies may be of any size, and thousands of lines are held. */
const LONGEST_MESSAGE = 10_000;

/** A log record of the SDK as the live store keeps it: a copy, for whoever emitted it may go on to change it. */
export function liveLogOf(record: ReadableLogRecord): LiveLog {
	const { hrTime, severityNumber, body, eventName, spanContext, attributes } = record;
	const line: LiveLog = {
		timeUnixNano: nanos(hrTime),
		level: levelOf(severityNumber),
		message: asText(body ?? eventName ?? '').slice(0, LONGEST_MESSAGE),
		traceId: spanContext?.traceId ?? null,
		spanId: spanContext?.spanId ?? null,
		attributes: values(attributes),
	};
	if (spanContext !== undefined) line.traceFlags = spanContext.traceFlags;
	return line;
}

/** What has no severity is taken for information, as text without one is. */
function levelOf(severity: SeverityNumber | undefined): LiveLog['level'] {
	if (severity === undefined || severity < SeverityNumber.TRACE) return 'info';
	return LEVELS[Math.floor((severity - 1) / SEVERITIES_PER_LEVEL)] ?? 'fatal';
}

/** The objects that a line is made of, without its texts (measured: 250 to 400). */
const BYTES_OF_OBJECTS = 400;
const BYTES_OF_CHARACTER = 2;

/** About how many bytes a line takes in memory. */
export function bytesOf({ message, attributes }: LiveLog): number {
	let characters = message.length;
	for (const key of Object.keys(attributes)) characters += key.length + lengthOf(attributes[key]);
	return BYTES_OF_OBJECTS + characters * BYTES_OF_CHARACTER;
}

function lengthOf(value: LiveValue | null | undefined): number {
	if (typeof value === 'string') return value.length;
	return Array.isArray(value) ? value.reduce<number>((sum, item) => sum + lengthOf(item), 0) : 8;
}
