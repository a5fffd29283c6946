import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { z } from 'zod';
import type { LogLine, TraceSpan } from '$trace/wire';

const MOST_SPANS = 2000;
const MOST_LOGS = 1000;
/** A part that claims to be larger than what this app ever writes is not unpacked. */
const MOST_BYTES = 64 * 1024 * 1024;

/** What one process knows of a trace, as it is kept with the run. */
export interface TraceContent {
	spans: TraceSpan[];
	logs: LogLine[];
	/** How many spans and log lines were over the limit and are not kept. */
	cut: { spans: number; logs: number };
}

const packed = z.object({
	spans: z.array(z.custom<TraceSpan>(isObject)),
	logs: z.array(z.custom<LogLine>(isObject)),
	cut: z.object({ spans: z.int(), logs: z.int() }),
});

/** The oldest spans and log lines up to the limits, and how many are left out. */
export function bounded(spans: TraceSpan[], logs: LogLine[]): TraceContent {
	return {
		spans: spans.slice(0, MOST_SPANS),
		logs: logs.slice(0, MOST_LOGS),
		cut: { spans: Math.max(0, spans.length - MOST_SPANS), logs: Math.max(0, logs.length - MOST_LOGS) },
	};
}

/** Gzipped JSON, off the main thread; the lightest level, for a trace is packed at the end of every run. */
export async function pack(content: TraceContent): Promise<Buffer> {
	return promisify<string, object, Buffer>(gzip)(JSON.stringify(content), { level: 1 });
}

/** @throws where the bytes are not what `pack` made */
export async function unpack(content: Buffer): Promise<TraceContent> {
	const json = await promisify<Buffer, object, Buffer>(gunzip)(content, { maxOutputLength: MOST_BYTES });
	return packed.parse(JSON.parse(json.toString('utf8')));
}

function isObject(value: unknown): boolean {
	return typeof value === 'object' && value !== null;
}
