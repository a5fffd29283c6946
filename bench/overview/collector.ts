import { spansOf, type ReceivedSpan } from '../../tests/support/otlp/decode';
import { decodeProtobuf } from '../../tests/support/otlp/schema';

/** Takes what telemetry sends, and reads it only when all is done: so it takes no time from what is measured. */
export class Collector {
	private readonly bodies: Uint8Array[] = [];
	private readonly server = Bun.serve({
		hostname: '127.0.0.1',
		port: 0,
		maxRequestBodySize: 1024 ** 3,
		fetch: (request) => this.take(request),
	});

	/** What OTEL_EXPORTER_OTLP_ENDPOINT is to be. */
	get endpoint(): string {
		return `http://127.0.0.1:${String(this.server.port)}`;
	}

	/** Every span that came, by its trace. */
	spansByTrace(): Map<string, ReceivedSpan[]> {
		const spans = this.bodies.flatMap((body) => spansOf(decodeProtobuf('traces', body)));
		return Map.groupBy(spans, ({ traceId }) => traceId);
	}

	stop(): Promise<void> {
		return this.server.stop(true);
	}

	private async take(request: Request): Promise<Response> {
		const body = new Uint8Array(await request.arrayBuffer());
		const isGzip = request.headers.get('content-encoding') === 'gzip';
		if (new URL(request.url).pathname === '/v1/traces')
			this.bodies.push(isGzip ? Bun.gunzipSync(body) : body);
		return new Response(new Uint8Array(), { headers: { 'content-type': 'application/x-protobuf' } });
	}
}
