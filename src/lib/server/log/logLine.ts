import type { LiveLog, LiveValue } from '../../../telemetry/live/types';
import { isSecretName, MASK, maskSecrets } from '../checks/maskSecrets';

/** A log line as pino wrote it, parsed. */
export type LogRecord = Record<string, unknown>;

const DEEPEST = 8;
const LONGEST_ATTRIBUTE = 4000;
const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;
const OWN_KEYS = new Set(['level', 'time', 'message', 'trace_id', 'span_id', 'trace_flags', 'err', 'error']);

/** The same line without secrets: values under a secret's name, and what looks like one in any text. */
export function maskRecord(record: LogRecord): LogRecord {
	return Object.fromEntries(
		Object.entries(record).map(([key, value]) => [key, maskEntry(key, value, DEEPEST)]),
	);
}

function maskEntry(key: string, value: unknown, depth: number): unknown {
	return isSecretName(key) && value !== null ? MASK : maskValue(value, depth);
}

function maskValue(value: unknown, depth: number): unknown {
	if (typeof value === 'string') return maskSecrets(value);
	if (typeof value !== 'object' || value === null) return value;
	if (depth === 0) return '[too deep]';
	if (Array.isArray(value)) return value.map((item) => maskValue(item, depth - 1));
	return Object.fromEntries(
		Object.entries(value).map(([key, item]) => [key, maskEntry(key, item, depth - 1)]),
	);
}

/** A masked line as the live store keeps it; errors become the `exception.*` attributes of OpenTelemetry. */
export function toLiveLog(record: LogRecord): LiveLog {
	return {
		timeUnixNano: nanoseconds(record.time),
		level: LEVELS.find((level) => level === record.level) ?? 'info',
		message: typeof record.message === 'string' ? record.message : '',
		traceId: textOrNull(record.trace_id),
		spanId: textOrNull(record.span_id),
		...flagsOf(record.trace_flags),
		attributes: {
			...Object.fromEntries(
				Object.entries(record).flatMap(([key, value]) => (OWN_KEYS.has(key) ? [] : attribute(key, value))),
			),
			...exceptionAttributes(record.err ?? record.error),
		},
	};
}

function nanoseconds(time: unknown): string {
	const parsed = typeof time === 'string' ? Date.parse(time) : Number.NaN;
	return String(BigInt(Number.isNaN(parsed) ? Date.now() : parsed) * 1_000_000n);
}

function textOrNull(value: unknown): string | null {
	return typeof value === 'string' ? value : null;
}

function flagsOf(flags: unknown): { traceFlags?: number } {
	return typeof flags === 'string' ? { traceFlags: Number.parseInt(flags, 16) } : {};
}

function attribute(key: string, value: unknown): [string, LiveValue][] {
	if (value === null || value === undefined) return [];
	if (typeof value === 'number' || typeof value === 'boolean') return [[key, value]];
	const text = typeof value === 'string' ? value : JSON.stringify(value);
	return [[key, text.slice(0, LONGEST_ATTRIBUTE)]];
}

function exceptionAttributes(error: unknown): Record<string, LiveValue> {
	if (typeof error !== 'object' || error === null) return Object.fromEntries(attribute('error', error));
	const of = (name: string): unknown => Object.entries(error).find(([key]) => key === name)?.[1];
	return Object.fromEntries([
		...attribute('exception.type', of('type')),
		...attribute('exception.message', of('message')),
		...attribute('exception.stacktrace', of('stack')),
		...attribute('exception.code', of('code')),
		...attribute('error_id', of('errorId')),
		...attribute('exception.cause', of('cause')),
	]);
}
