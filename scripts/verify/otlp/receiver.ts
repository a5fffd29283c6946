import type { TraceSpan } from '../../../src/lib/trace/wire';
import { decodeProtobuf } from './protobuf';
import { linesOf, seriesOf, spansOf, type Line, type Series } from './read';

/** An OTLP/HTTP receiver as a collector has one: three signals, protobuf and JSON, plain and gzipped. */
export interface Receiver {
	/** What OTEL_EXPORTER_OTLP_ENDPOINT is to be. */
	readonly url: string;
	readonly spans: readonly TraceSpan[];
	/** Each once, however often it was sent. */
	readonly series: ReadonlyMap<string, Series>;
	readonly lines: readonly Line[];
	stop(): Promise<void>;
}

const SIGNALS = { '/v1/traces': 'traces', '/v1/metrics': 'metrics', '/v1/logs': 'logs' } as const;
const MOST_BYTES = 64 * 1024 * 1024;

/** What has come so far. */
class Received {
	readonly spans: TraceSpan[] = [];
	readonly series = new Map<string, Series>();
	readonly lines: Line[] = [];

	/** @throws where it is no OTLP */
	async take(path: keyof typeof SIGNALS, request: Request): Promise<void> {
		const body = await jsonOf(SIGNALS[path], request);
		if (path === '/v1/traces') this.spans.push(...spansOf(body));
		else if (path === '/v1/logs') this.lines.push(...linesOf(body));
		else for (const one of seriesOf(body)) this.series.set(JSON.stringify(one), one);
	}
}

export function startReceiver(): Receiver {
	const received = new Received();
	const server = Bun.serve({
		hostname: '127.0.0.1',
		port: 0,
		maxRequestBodySize: MOST_BYTES,
		fetch: (request) => answer(request, received),
	});
	const { spans, series, lines } = received;
	return {
		url: `http://127.0.0.1:${String(server.port)}`,
		spans,
		series,
		lines,
		stop: () => server.stop(true),
	};
}

async function answer(request: Request, received: Received): Promise<Response> {
	const { pathname } = new URL(request.url);
	if (!isSignal(pathname))
		return new Response('expected /v1/traces, /v1/metrics or /v1/logs', { status: 404 });
	try {
		await received.take(pathname, request);
	} catch (error) {
		return new Response(error instanceof Error ? error.message : 'no OTLP', { status: 400 });
	}
	if (isJson(request)) return Response.json({});
	return new Response(new Uint8Array(), { headers: { 'content-type': 'application/x-protobuf' } });
}

async function jsonOf(signal: (typeof SIGNALS)[keyof typeof SIGNALS], request: Request): Promise<unknown> {
	const raw = new Uint8Array(await request.arrayBuffer());
	const bytes = request.headers.get('content-encoding') === 'gzip' ? Bun.gunzipSync(raw) : raw;
	if (!isJson(request)) return decodeProtobuf(signal, bytes);
	return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
}

function isSignal(path: string): path is keyof typeof SIGNALS {
	return path in SIGNALS;
}

function isJson({ headers }: Request): boolean {
	return headers.get('content-type')?.startsWith('application/json') === true;
}
