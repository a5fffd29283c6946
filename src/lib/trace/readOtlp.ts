import { idIn, isObject, objectIn, objectsIn, textIn, wholeIn, type JsonObject } from './json';
import { OTLP_KINDS, OTLP_STATUSES } from './otlpJson';
import type { Attributes, AttributeValue, LogLine, SpanKind, SpanStatus, TraceSpan } from './wire';

/** What could be read, and how many spans could not: those without ids or a start. */
export interface Found {
	readonly spans: TraceSpan[];
	readonly logs: LogLine[];
	unread: number;
}

/** Whether this is OTLP at all: `TracesData`, `LogsData`, or a request with either. Grafana Tempo says `batches`. */
export function isOtlp(message: JsonObject): boolean {
	return ['resourceSpans', 'batches', 'resourceLogs'].some((key) => Array.isArray(message[key]));
}

/** Adds the spans and log lines of an OTLP message in JSON to what was found. */
export function readOtlp(message: JsonObject, found: Found): void {
	for (const resource of [...objectsIn(message, 'resourceSpans'), ...objectsIn(message, 'batches')]) {
		const service = serviceOf(resource);
		for (const scope of [
			...objectsIn(resource, 'scopeSpans'),
			...objectsIn(resource, 'instrumentationLibrarySpans'),
		]) {
			const name = textIn(objectIn(scope, 'scope'), 'name');
			for (const span of objectsIn(scope, 'spans')) add(readSpan(span, service, name), found);
		}
	}
	for (const resource of objectsIn(message, 'resourceLogs')) {
		for (const scope of objectsIn(resource, 'scopeLogs')) {
			for (const line of objectsIn(scope, 'logRecords')) found.logs.push(readLog(line));
		}
	}
}

function add(span: TraceSpan | null, found: Found): void {
	if (span === null) found.unread++;
	else found.spans.push(span);
}

function serviceOf(resource: JsonObject): string {
	const name = readAttributes(objectIn(resource, 'resource'))['service.name'];
	return typeof name === 'string' && name !== '' ? name : 'unknown_service';
}

function readSpan(span: JsonObject, service: string, scope: string): TraceSpan | null {
	const traceId = idIn(span, 'traceId', 32);
	const spanId = idIn(span, 'spanId', 16);
	const start = wholeIn(span, 'startTimeUnixNano');
	const end = wholeIn(span, 'endTimeUnixNano');
	if (traceId === null || spanId === null || start === '') return null;
	return {
		traceId,
		spanId,
		parentSpanId: idIn(span, 'parentSpanId', 16),
		name: textIn(span, 'name'),
		kind: readKind(span.kind),
		scope,
		service,
		startTimeUnixNano: start,
		endTimeUnixNano: end === '' || end === '0' ? null : end,
		status: readStatus(objectIn(span, 'status')),
		attributes: readAttributes(span),
		events: objectsIn(span, 'events').map((event) => ({
			name: textIn(event, 'name'),
			timeUnixNano: wholeIn(event, 'timeUnixNano') || start,
			attributes: readAttributes(event),
		})),
		links: objectsIn(span, 'links').flatMap(readLink),
	};
}

function readLink(link: JsonObject) {
	const traceId = idIn(link, 'traceId', 32);
	const spanId = idIn(link, 'spanId', 16);
	return traceId === null || spanId === null ? [] : [{ traceId, spanId, attributes: readAttributes(link) }];
}

/** Enumerations are numbers; protobuf's plain JSON writes their names. */
function readKind(kind: unknown): SpanKind {
	if (typeof kind === 'number') return OTLP_KINDS[kind] ?? 'internal';
	const word = String(kind).replace('SPAN_KIND_', '').toLowerCase();
	return OTLP_KINDS.find((each) => each === word) ?? 'internal';
}

function readStatus(status: JsonObject): SpanStatus {
	const word = String(status.code).replace('STATUS_CODE_', '').toLowerCase();
	const code =
		(typeof status.code === 'number' && OTLP_STATUSES[status.code]) ||
		(OTLP_STATUSES.find((each) => each === word) ?? 'unset');
	return typeof status.message === 'string' ? { code, message: status.message } : { code };
}

function readAttributes(holder: JsonObject): Attributes {
	const read = objectsIn(holder, 'attributes').map(
		(pair) => [textIn(pair, 'key'), readValue(objectIn(pair, 'value')) ?? ''] as const,
	);
	return Object.fromEntries(read);
}

/** A map becomes JSON, bytes stay base64; `null` for no value. */
function readValue(value: JsonObject): AttributeValue | null {
	if (typeof value.stringValue === 'string') return value.stringValue;
	if (typeof value.boolValue === 'boolean') return value.boolValue;
	if (value.intValue !== undefined) return readInteger(value.intValue);
	if (value.doubleValue !== undefined) return Number(value.doubleValue);
	if (isObject(value.arrayValue))
		return objectsIn(value.arrayValue, 'values').map((item) => scalar(readValue(item)));
	if (isObject(value.kvlistValue)) return JSON.stringify(readMap(value.kvlistValue));
	return typeof value.bytesValue === 'string' ? value.bytesValue : null;
}

function readMap(list: JsonObject): Attributes {
	return readAttributes({ attributes: list.values });
}

/** An integer that a double cannot hold stays text, so that it is told as it was. */
function readInteger(value: unknown): number | string {
	const number = Number(value);
	return Number.isSafeInteger(number) ? number : String(value);
}

function scalar(value: AttributeValue | null): string | number | boolean | null {
	return Array.isArray(value) ? JSON.stringify(value) : value;
}

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;

function readLog(line: JsonObject): LogLine {
	const severity = typeof line.severityNumber === 'number' ? line.severityNumber : 9;
	const body = readValue(objectIn(line, 'body'));
	return {
		timeUnixNano: wholeIn(line, 'timeUnixNano') || wholeIn(line, 'observedTimeUnixNano') || '0',
		level: LEVELS[Math.floor((severity - 1) / 4)] ?? 'info',
		message: typeof body === 'string' ? body : JSON.stringify(body),
		traceId: idIn(line, 'traceId', 32),
		spanId: idIn(line, 'spanId', 16),
		attributes: readAttributes(line),
	};
}
