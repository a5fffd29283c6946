import type { Received } from '../result';
import { visit, type Bounds } from './wire';

export type Signal = 'traces' | 'logs' | 'metrics';

/** Field numbers from the outermost message inwards: of opentelemetry/proto/collector/…/v1/…_service.proto. */
const ITEMS: Record<Signal, number[][]> = {
	traces: [[1], [2], [2]],
	logs: [[1], [2], [2]],
	// A metric's gauge, sum, histogram, exponential histogram or summary, and its data points.
	metrics: [[1], [2], [2], [5, 7, 9, 10, 11], [1]],
};
const SPAN_NAME = [[5]];
const OF_CONNECTIONS = new Set(['pg.connect', 'pg-pool.connect', 'tcp.connect', 'tls.connect', 'dns.lookup']);

export function nothing(): Received {
	return { spans: 0, connectionSpans: 0, logRecords: 0, dataPoints: 0, bytes: 0 };
}

/** Adds what an export request in protobuf brings. @throws RangeError where it is none */
export function countInto(received: Received, signal: Signal, body: Buffer): void {
	received.bytes += body.length;
	visit(body, whole(body), ITEMS[signal], (item) => {
		if (signal === 'logs') received.logRecords += 1;
		else if (signal === 'metrics') received.dataPoints += 1;
		else if (OF_CONNECTIONS.has(nameOf(body, item))) received.connectionSpans += 1;
		else received.spans += 1;
	});
}

/** The names of all spans of an export request in protobuf. @throws RangeError where it is none */
export function spanNames(body: Buffer): string[] {
	const names: string[] = [];
	eachSpan(body, (span) => names.push(nameOf(body, span)));
	return names;
}

/** Calls back with the bounds of every span of an export request in protobuf. @throws RangeError where it is none */
export function eachSpan(body: Buffer, found: (span: Bounds) => void): void {
	visit(body, whole(body), ITEMS.traces, found);
}

function nameOf(body: Buffer, span: Bounds): string {
	let name = '';
	visit(body, span, SPAN_NAME, ({ start, end }) => (name = body.toString('utf8', start, end)));
	return name;
}

function whole(body: Buffer): Bounds {
	return { start: 0, end: body.length };
}
