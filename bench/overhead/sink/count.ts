export type Signal = 'traces' | 'logs' | 'metrics';

/** What a sink has received of one variant. */
export interface Received {
	/** Those of requests: neither more nor fewer than requests make. */
	spans: number;
	/** Those of connections that were opened or waited for: they come as they come. */
	connectionSpans: number;
	logRecords: number;
	dataPoints: number;
	/** Of request bodies, as they came. */
	bytes: number;
}

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
	visit(body, 0, body.length, ITEMS[signal], (start, end) => {
		if (signal === 'logs') received.logRecords += 1;
		else if (signal === 'metrics') received.dataPoints += 1;
		else if (OF_CONNECTIONS.has(nameOf(body, start, end))) received.connectionSpans += 1;
		else received.spans += 1;
	});
}

function nameOf(body: Buffer, start: number, end: number): string {
	let name = '';
	visit(body, start, end, SPAN_NAME, (from, to) => (name = body.toString('latin1', from, to)));
	return name;
}

/** Calls back with the bounds of every message at a path of field numbers, and skips all else unread. */
function visit(
	body: Buffer,
	start: number,
	end: number,
	path: number[][],
	found: (start: number, end: number) => void,
	depth = 0,
): void {
	const reader = new Reader(body, start);
	while (reader.at < end) {
		const tag = reader.varint();
		const length = reader.lengthOf(tag & 7);
		const from = reader.at;
		reader.at += length;
		if (reader.at > end) throw new RangeError('A field goes beyond its message');
		if ((tag & 7) !== 2 || path[depth]?.includes(tag >>> 3) !== true) continue;
		if (depth === path.length - 1) found(from, reader.at);
		else visit(body, from, reader.at, path, found, depth + 1);
	}
}

/** https://protobuf.dev/programming-guides/encoding/ */
class Reader {
	constructor(
		private readonly body: Buffer,
		public at: number,
	) {}

	varint(): number {
		let value = 0;
		for (let factor = 1; ; factor *= 128) {
			const byte = this.body[this.at++];
			if (byte === undefined) throw new RangeError('A number is cut off');
			value += (byte & 127) * factor;
			if (byte < 128) return value;
		}
	}

	/** How long a field's content is; its bounds are not told for a number, which is read over here. */
	lengthOf(wireType: number): number {
		if (wireType === 2) return this.varint();
		if (wireType === 1) return 8;
		if (wireType === 5) return 4;
		if (wireType !== 0) throw new RangeError(`There is no wire type ${wireType}`);
		this.varint();
		return 0;
	}
}
