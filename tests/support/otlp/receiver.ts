import { eventually } from '../eventually';
import { spansOf, type ReceivedSpan } from './decode';
import { logsOf, type ReceivedLog } from './logs';
import { pointsOf, type ReceivedPoint } from './metrics';
import { decodeJson, decodeProtobuf, type Signal } from './schema';

export interface Receiver {
	/** What OTEL_EXPORTER_OTLP_ENDPOINT is to be. */
	readonly url: string;
	/** Every span that arrived, in the order of arrival. */
	readonly spans: ReceivedSpan[];
	/** Every data point that arrived, in the order of arrival. */
	readonly metrics: ReceivedPoint[];
	/** Every log record that arrived, in the order of arrival. */
	readonly logs: ReceivedLog[];
	/** How each request came, and what it was answered; `error` says why it is no OTLP. */
	readonly requests: ReceivedRequest[];
	trace(traceId: string): ReceivedSpan[];
	/** Waits until the spans of a trace satisfy `complete`, and returns them. */
	completeTrace(traceId: string, complete: (spans: ReceivedSpan[]) => boolean): Promise<ReceivedSpan[]>;
	/** The points of a metric. */
	points(name: string): ReceivedPoint[];
	stop(): Promise<void>;
}

export interface ReceivedRequest {
	path: string;
	/** The query, with its question mark; empty without one. */
	search: string;
	contentType: string;
	encoding: string;
	status: number;
	/** Spans, data points or log records. */
	items: number;
	headers: Record<string, string>;
	error?: string;
}

const SIGNALS: Record<string, Signal> = {
	'/v1/traces': 'traces',
	'/v1/metrics': 'metrics',
	'/v1/logs': 'logs',
};

/** An OTLP/HTTP receiver as a collector has one: three signals, protobuf and JSON, plain and gzipped. */
export function startReceiver(): Receiver {
	const received: Received = { spans: [], metrics: [], logs: [] };
	const requests: ReceivedRequest[] = [];
	const server = Bun.serve({
		hostname: '127.0.0.1',
		port: 0,
		maxRequestBodySize: 256 * 1024 * 1024,
		async fetch(incoming) {
			const answered = await answer(incoming, received);
			requests.push({ ...describe(incoming), ...answered });
			return responseTo(incoming, answered.status);
		},
	});
	const trace = (traceId: string) => received.spans.filter((span) => span.traceId === traceId);
	return {
		url: `http://127.0.0.1:${String(server.port)}`,
		...received,
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
		points: (name) => received.metrics.filter((point) => point.name === name),
		stop: () => server.stop(true),
	};
}

interface Received {
	spans: ReceivedSpan[];
	metrics: ReceivedPoint[];
	logs: ReceivedLog[];
}

type Answer = Pick<ReceivedRequest, 'status' | 'items' | 'error'>;

async function answer(incoming: Request, received: Received): Promise<Answer> {
	const signal = SIGNALS[new URL(incoming.url).pathname];
	if (signal === undefined) return { status: 404, items: 0 };
	try {
		return { status: 200, items: keep(signal, await decode(incoming, signal), received) };
	} catch (error) {
		return { status: 400, items: 0, error: String(error) };
	}
}

async function decode(incoming: Request, signal: Signal): Promise<unknown> {
	const raw = new Uint8Array(await incoming.arrayBuffer());
	const bytes = incoming.headers.get('content-encoding') === 'gzip' ? Bun.gunzipSync(raw) : raw;
	if (isJson(incoming)) return decodeJson(signal, new TextDecoder('utf-8', { fatal: true }).decode(bytes));
	if (contentType(incoming) === 'application/x-protobuf') return decodeProtobuf(signal, bytes);
	throw new Error(`${contentType(incoming)} is no content type of OTLP`);
}

/** @returns the number of items in the request. */
function keep(signal: Signal, request: unknown, { spans, metrics, logs }: Received): number {
	switch (signal) {
		case 'traces':
			return append(spans, spansOf(request));
		case 'metrics':
			return append(metrics, pointsOf(request));
		case 'logs':
			return append(logs, logsOf(request));
	}
}

function append<T>(to: T[], items: T[]): number {
	for (const item of items) to.push(item);
	return items.length;
}

function describe({ url, headers }: Request) {
	const { pathname: path, search } = new URL(url);
	return {
		path,
		search,
		contentType: headers.get('content-type') ?? '',
		encoding: headers.get('content-encoding') ?? 'identity',
		headers: Object.fromEntries(headers),
	};
}

function responseTo(incoming: Request, status: number): Response {
	if (status !== 200) return new Response(null, { status });
	if (isJson(incoming)) return Response.json({});
	return new Response(new Uint8Array(), { headers: { 'content-type': 'application/x-protobuf' } });
}

function isJson(incoming: Request): boolean {
	return contentType(incoming).startsWith('application/json');
}

function contentType({ headers }: Request): string {
	return headers.get('content-type') ?? '';
}
