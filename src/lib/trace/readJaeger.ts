import { idIn, objectIn, objectsIn, textIn, type JsonObject } from './json';
import type { Found } from './readOtlp';
import type { Attributes, SpanEvent, SpanKind, TraceSpan } from './wire';

const KINDS: readonly SpanKind[] = ['internal', 'server', 'client', 'producer', 'consumer'];

/** Whether this is what Jaeger's own page downloads: `{ "data": [ { "traceID": …, "spans": […] } ] }`. */
export function isJaeger(message: JsonObject): boolean {
	return objectsIn(message, 'data').some((trace) => Array.isArray(trace.spans));
}

export function readJaeger(message: JsonObject, found: Found): void {
	for (const trace of objectsIn(message, 'data')) {
		const processes = objectIn(trace, 'processes');
		for (const span of objectsIn(trace, 'spans')) {
			const read = readSpan(span, processes);
			if (read === null) found.unread++;
			else found.spans.push(read);
		}
	}
}

function readSpan(span: JsonObject, processes: JsonObject): TraceSpan | null {
	const traceId = idIn(span, 'traceID', 32);
	const spanId = idIn(span, 'spanID', 16);
	if (traceId === null || spanId === null || typeof span.startTime !== 'number') return null;
	const tags = readTags(span, 'tags');
	const durationUs = typeof span.duration === 'number' ? span.duration : 0;
	return {
		traceId,
		spanId,
		parentSpanId: parentOf(span, traceId),
		name: textIn(span, 'operationName'),
		kind: KINDS.find((kind) => kind === tags['span.kind']) ?? 'internal',
		scope: String(tags['otel.scope.name'] ?? tags['otel.library.name'] ?? ''),
		service: textIn(objectIn(processes, textIn(span, 'processID')), 'serviceName') || 'unknown_service',
		startTimeUnixNano: nano(span.startTime),
		endTimeUnixNano: nano(span.startTime + durationUs),
		status: statusOf(tags),
		attributes: tags,
		events: objectsIn(span, 'logs').map(readEvent),
		links: [],
	};
}

function parentOf(span: JsonObject, traceId: string): string | null {
	const parent = objectsIn(span, 'references').find((each) => idIn(each, 'traceID', 32) === traceId);
	return parent ? idIn(parent, 'spanID', 16) : null;
}

function statusOf(tags: Attributes): TraceSpan['status'] {
	const failed = tags.error === true || tags['otel.status_code'] === 'ERROR';
	const message = tags['otel.status_description'];
	return { code: failed ? 'error' : 'unset', ...(typeof message === 'string' ? { message } : {}) };
}

function readEvent(log: JsonObject): SpanEvent {
	const { event, ...attributes } = readTags(log, 'fields');
	const timeUnixNano = typeof log.timestamp === 'number' ? nano(log.timestamp) : '0';
	return { name: String(event ?? 'log'), timeUnixNano, attributes };
}

function readTags(holder: JsonObject, key: string): Attributes {
	const tags = objectsIn(holder, key).map(({ key: name, value }) => {
		const plain = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
		return [String(name), plain ? value : JSON.stringify(value ?? '')] as const;
	});
	return Object.fromEntries(tags);
}

/** Jaeger tells microseconds. */
function nano(us: number): string {
	return String(BigInt(Math.round(us)) * 1000n);
}
