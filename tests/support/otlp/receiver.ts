import { eventually } from '../eventually';
import { decodeJson, decodeProtobuf, type ReceivedSpan } from './decode';

export interface Receiver {
	/** What OTEL_EXPORTER_OTLP_ENDPOINT is to be. */
	readonly url: string;
	/** Every span that arrived, in the order of arrival. */
	readonly spans: ReceivedSpan[];
	/** How each request came: content type and encoding. */
	readonly requests: { path: string; contentType: string; encoding: string; status: number }[];
	trace(traceId: string): ReceivedSpan[];
	/** Waits until the spans of a trace satisfy `complete`, and returns them. */
	completeTrace(traceId: string, complete: (spans: ReceivedSpan[]) => boolean): Promise<ReceivedSpan[]>;
	stop(): Promise<void>;
}

/** An OTLP/HTTP receiver as a collector has one: protobuf and JSON, plain and gzipped. */
export function startReceiver(): Receiver {
	const spans: ReceivedSpan[] = [];
	const requests: Receiver['requests'] = [];
	const server = Bun.serve({
		hostname: '127.0.0.1',
		port: 0,
		maxRequestBodySize: 256 * 1024 * 1024,
		async fetch(incoming) {
			const path = new URL(incoming.url).pathname;
			const contentType = incoming.headers.get('content-type') ?? '';
			const response = await receive(incoming, path, contentType, spans);
			const encoding = incoming.headers.get('content-encoding') ?? 'identity';
			requests.push({ path, contentType, encoding, status: response.status });
			return response;
		},
	});
	const trace = (traceId: string) => spans.filter((span) => span.traceId === traceId);
	return {
		url: `http://127.0.0.1:${String(server.port)}`,
		spans,
		requests,
		trace,
		completeTrace: (traceId, complete) =>
			eventually(`trace ${traceId} to be complete`, () => {
				const found = trace(traceId);
				if (complete(found)) return found;
				throw new Error(
					`only ${found.map((span) => `${span.service}:${span.name}`).join(', ') || 'nothing'}`,
				);
			}),
		stop: () => server.stop(true),
	};
}

async function receive(incoming: Request, path: string, contentType: string, spans: ReceivedSpan[]) {
	const raw = new Uint8Array(await incoming.arrayBuffer());
	const bytes = incoming.headers.get('content-encoding') === 'gzip' ? Bun.gunzipSync(raw) : raw;
	if (path === '/v1/traces' && contentType.startsWith('application/x-protobuf')) {
		spans.push(...decodeProtobuf(bytes));
		return new Response(new Uint8Array(), { headers: { 'content-type': 'application/x-protobuf' } });
	}
	if (path === '/v1/traces' && contentType.startsWith('application/json')) {
		spans.push(...decodeJson(new TextDecoder().decode(bytes)));
		return Response.json({});
	}
	const known = path === '/v1/metrics' || path === '/v1/logs';
	return new Response(null, { status: known ? 200 : 404 });
}
