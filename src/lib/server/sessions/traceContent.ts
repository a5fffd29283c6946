import { promisify } from 'node:util';
import { gunzip, zstdDecompress } from 'node:zlib';
import { z } from 'zod';
import type { SessionEvent } from '$trace/sessionEvent';
import type { LogLine, TraceSpan } from '$trace/wire';

const MOST_SPANS = 2000;
export const MOST_LOGS = 1000;
/** A part that claims to be larger than what this app ever writes is not unpacked. */
const MOST_BYTES = 64 * 1024 * 1024;
/** RFC 8878 and RFC 1952: by which bytes a frame of either begins. */
const ZSTD_MAGIC = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);
const GZIP_MAGIC = Buffer.from([0x1f, 0x8b]);

/** What one process knows of a trace, as it is kept with the run. */
export interface TraceContent {
	spans: TraceSpan[];
	logs: LogLine[];
	/** The newest session events: as many as the bus holds of a run. */
	events: SessionEvent[];
	/** How many spans, log lines and events were over the limit and are not kept. */
	cut: { spans: number; logs: number; events: number };
}

/** What there is to keep of session events. */
export type EventsToKeep = { events: SessionEvent[]; eventsCut: number };

const packed = z.object({
	spans: z.array(z.custom<TraceSpan>(isObject)),
	logs: z.array(z.custom<LogLine>(isObject)),
	/** Earlier versions kept none. */
	events: z.array(z.custom<SessionEvent>(isObject)).default([]),
	cut: z.object({ spans: z.int(), logs: z.int(), events: z.int().default(0) }),
});

/**
 * The oldest spans and log lines up to the limits, and how many are left out.
 * @param logsCut lines that were left out before
 */
export function bounded(
	spans: TraceSpan[],
	logs: LogLine[],
	logsCut = 0,
	{ events, eventsCut }: EventsToKeep = { events: [], eventsCut: 0 },
): TraceContent {
	return {
		spans: spans.slice(0, MOST_SPANS),
		logs: logs.slice(0, MOST_LOGS),
		events,
		cut: {
			spans: Math.max(0, spans.length - MOST_SPANS),
			logs: logsCut + Math.max(0, logs.length - MOST_LOGS),
			events: eventsCut,
		},
	};
}

/**
 * JSON in a Zstandard frame of the lightest level, for a trace is packed at the end of every run: of a run's size it
 * takes a tenth of what gzip takes in another thread, and fits into a row that PostgreSQL need not split.
 */
export function pack(content: TraceContent): Buffer {
	return Bun.zstdCompressSync(JSON.stringify(content), { level: 1 });
}

/** Reads gzip too, in which earlier versions kept their parts. @throws where the bytes are not what `pack` made */
export async function unpack(content: Buffer): Promise<TraceContent> {
	const json = await decompress(content);
	return packed.parse(JSON.parse(json.toString('utf8')));
}

async function decompress(content: Buffer): Promise<Buffer> {
	const options = { maxOutputLength: MOST_BYTES };
	if (startsWith(content, ZSTD_MAGIC))
		return promisify<Buffer, object, Buffer>(zstdDecompress)(content, options);
	if (startsWith(content, GZIP_MAGIC)) return promisify<Buffer, object, Buffer>(gunzip)(content, options);
	throw new TypeError('Neither Zstandard nor gzip');
}

function startsWith(content: Buffer, magic: Buffer): boolean {
	return content.subarray(0, magic.length).equals(magic);
}

function isObject(value: unknown): boolean {
	return typeof value === 'object' && value !== null;
}
