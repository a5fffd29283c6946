import { join } from 'node:path';
import protobuf from 'protobufjs';

/** A span as it came over the wire, whichever encoding it had. */
export interface ReceivedSpan {
	service: string;
	scope: string;
	resource: Record<string, Value>;
	/** Lower-case hex. */
	traceId: string;
	spanId: string;
	/** `null` for a root. */
	parentSpanId: string | null;
	name: string;
	kind: 'internal' | 'server' | 'client' | 'producer' | 'consumer' | 'unspecified';
	startNano: bigint;
	endNano: bigint;
	status: 'unset' | 'ok' | 'error';
	statusMessage: string;
	attributes: Record<string, Value>;
	events: { name: string; attributes: Record<string, Value> }[];
}

export type Value = string | number | boolean | null | Value[] | { [key: string]: Value };

const KINDS = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'] as const;
const STATUSES = ['unset', 'ok', 'error'] as const;

/** OTLP's own schema, as its repository publishes it; see tests/support/proto. */
const schema = new protobuf.Root();
schema.resolvePath = (_origin, target) => join(import.meta.dir, '../proto', target);
schema.loadSync('opentelemetry/proto/collector/trace/v1/trace_service.proto');
const request = schema.lookupType('opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest');

/** @throws on bytes that are no ExportTraceServiceRequest. */
export function decodeProtobuf(bytes: Uint8Array): ReceivedSpan[] {
	const message = request.toObject(request.decode(bytes), { longs: String, enums: Number, bytes: String });
	return flatten(message, (base64) => Buffer.from(base64, 'base64').toString('hex'));
}

/** OTLP/JSON writes ids as hex; everything else is protobuf's own JSON mapping. */
export function decodeJson(text: string): ReceivedSpan[] {
	return flatten(JSON.parse(text) as WireRequest, (hex) => hex);
}

interface WireValue {
	stringValue?: string;
	boolValue?: boolean;
	intValue?: string | number;
	doubleValue?: number;
	arrayValue?: { values?: WireValue[] };
	kvlistValue?: { values?: WireAttribute[] };
	bytesValue?: string;
}
interface WireAttribute {
	key: string;
	value?: WireValue;
}
interface WireSpan {
	traceId: string;
	spanId: string;
	parentSpanId?: string;
	name: string;
	kind?: number;
	startTimeUnixNano: string | number;
	endTimeUnixNano: string | number;
	status?: { code?: number; message?: string };
	attributes?: WireAttribute[];
	events?: { name: string; attributes?: WireAttribute[] }[];
}
interface WireRequest {
	resourceSpans?: {
		resource?: { attributes?: WireAttribute[] };
		scopeSpans?: { scope?: { name?: string }; spans?: WireSpan[] }[];
	}[];
}

function flatten(message: WireRequest, hex: (id: string) => string): ReceivedSpan[] {
	return (message.resourceSpans ?? []).flatMap((resourceSpans) => {
		const resource = attributesOf(resourceSpans.resource?.attributes);
		return (resourceSpans.scopeSpans ?? []).flatMap(({ scope, spans = [] }) =>
			spans.map((span) => toSpan(span, resource, scope?.name ?? '', hex)),
		);
	});
}

function toSpan(
	span: WireSpan,
	resource: ReceivedSpan['resource'],
	scope: string,
	hex: (id: string) => string,
): ReceivedSpan {
	const service = resource['service.name'];
	return {
		service: typeof service === 'string' ? service : '',
		scope,
		resource,
		traceId: hex(span.traceId),
		spanId: hex(span.spanId),
		parentSpanId: span.parentSpanId ? hex(span.parentSpanId) : null,
		name: span.name,
		kind: KINDS[span.kind ?? 0] ?? 'unspecified',
		startNano: BigInt(span.startTimeUnixNano),
		endNano: BigInt(span.endTimeUnixNano),
		status: STATUSES[span.status?.code ?? 0] ?? 'unset',
		statusMessage: span.status?.message ?? '',
		attributes: attributesOf(span.attributes),
		events: (span.events ?? []).map(({ name, attributes }) => ({
			name,
			attributes: attributesOf(attributes),
		})),
	};
}

function attributesOf(attributes: WireAttribute[] = []): Record<string, Value> {
	return Object.fromEntries(attributes.map(({ key, value }) => [key, valueOf(value)]));
}

function valueOf(value: WireValue = {}): Value {
	if (value.intValue !== undefined) return Number(value.intValue);
	if (value.arrayValue) return (value.arrayValue.values ?? []).map(valueOf);
	if (value.kvlistValue) return attributesOf(value.kvlistValue.values);
	return value.stringValue ?? value.boolValue ?? value.doubleValue ?? value.bytesValue ?? null;
}
